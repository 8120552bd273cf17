#pragma once

#include <string_view>

#include "engine/executor.h"
#include "model/flow_execution.h"

namespace flows::runs {

// Returns the status of an execution whose run has failed. A node that takes too long makes it
// Failed; only the time limit of the execution itself makes it TimedOut.
inline std::string_view failed_status(const engine::RunEnding& ending) {
  const bool timed_out = ending.timed_out && ending.node.empty();
  return timed_out ? model::kExecutionTimedOut : model::kExecutionFailed;
}

}  // namespace flows::runs
