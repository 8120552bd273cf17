#pragma once

#include <string>

#include "model/flow_event.h"

namespace flows::views {

// Returns one element of flowExecutionEvents as JSON text. Requires an event of a kind that
// ListFlowExecutionEvents shows.
std::string execution_event(const model::FlowEvent& event);

}  // namespace flows::views
