#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/flow_event.h"

// Converts events and histories to the JSON text that the database stores, and back. AWS does not
// define this format.
namespace flows::model {

std::string to_json_text(const FlowEvent& event);
std::string to_json_text(const History& history);

// Parse a text that to_json_text made. Errors: kInternalServer if it is not such a text, for
// example because the file was changed by another program; the message names the member at fault
// and, in a history, the event. A returned event has the parts that its kind requires.
base::Result<FlowEvent> read_event(std::string_view json_text);
base::Result<History> read_history(std::string_view json_text);
// Reads a history from the texts of its events.
base::Result<History> read_history(const std::vector<std::string>& json_texts);

}  // namespace flows::model
