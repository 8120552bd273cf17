#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/flow_event.h"

// The texts that traces of InvokeFlow and events of executions share. Traces and events differ only
// in how they name and type the fields for inputs and outputs.
namespace flows::views {

// How a field is written: the members that hold the name of an input and of an output, and the
// spelling of its type.
struct FieldForm {
  std::string_view input;
  std::string_view output;
  std::string_view (*type_text)(model::IoType);
};

// Returns {"document": …}.
std::string content_text(const base::Json& document);

// Returns the body that describes what a node did, as JSON text; nullopt for events of the flow,
// for failures, and for events that exist only in this program.
std::optional<std::string> node_event_text(const model::FlowEvent& event, const FieldForm& form);

}  // namespace flows::views
