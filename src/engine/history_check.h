#pragma once

#include <optional>

#include "engine/run_state.h"

namespace flows::engine {

// Checks whether `history` is what a run of `flow` emits up to some point, so that the run can
// continue from there. Each event must be one that could happen next, with the values that its node
// declares. The check is needed for a history from a place where others can change it.
//
// Returns  the question to the user if the run waits for an answer; otherwise nullopt.
// Errors   kInternalServer; the message names the event, counted from 1. An event of a failure is
//          an error too, because a run that has failed is over.
// Threads  any.
base::Result<std::optional<Question>> check_history(const CompiledFlow& flow,
                                                    const model::History& history);

}  // namespace flows::engine
