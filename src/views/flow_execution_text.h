#pragma once

#include <string>

#include "base/caller.h"
#include "model/flow_execution.h"

namespace flows::views {

// Returns an asynchronous execution as GetFlowExecution shows it: a JSON object.
std::string flow_execution_text(const base::Caller& caller, const model::FlowExecution& execution);

}  // namespace flows::views
