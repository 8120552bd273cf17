#pragma once

#include <optional>
#include <string>

#include "model/flow_event.h"

namespace flows::views {

// The payload of the flowTraceEvent that tells of `event`, as JSON text; nullopt for events that
// have no trace.
std::optional<std::string> trace_payload(const model::FlowEvent& event);

}  // namespace flows::views
