#pragma once

#include <optional>
#include <string>

#include "model/flow_event.h"

namespace flows::views {

// Returns the payload of the flowTraceEvent for `event`, as JSON text; nullopt for events that have
// no trace.
std::optional<std::string> trace_payload(const model::FlowEvent& event);

}  // namespace flows::views
