#pragma once

#include <optional>

#include "engine/run_state.h"

namespace flows::engine {

// Whether `history` is what a run of `flow` emits up to some point, so that the run can go on from
// there: each event must be one that could happen next, with the values that its node declares.
// Needed where a history comes from a place that other hands can reach.
//
// Returns  what the run asks its user, where that is what it waits for.
// Errors   kInternalServer; the message names the event, counted from 1. A run that has failed is
//          over, so an event of a failure is an error too.
// Threads  any.
base::Result<std::optional<Question>> check_history(const CompiledFlow& flow,
                                                    const model::History& history);

}  // namespace flows::engine
