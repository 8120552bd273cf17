#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/flow_event.h"

// What traces of InvokeFlow and events of executions have in common: all but the name of a field.
namespace flows::views {

// The members under which the field of an input and of an output says its name.
struct FieldNames {
  std::string_view input;
  std::string_view output;
};

// {"document": …}
std::string content_text(const base::Json& document);

// The body that tells of what a node did, as JSON text; nullopt for events of the flow, for
// failures, and for those that are ours.
std::optional<std::string> node_event_text(const model::FlowEvent& event, const FieldNames& names);

}  // namespace flows::views
