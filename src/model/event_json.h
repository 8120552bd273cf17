#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/flow_event.h"

// Histories as text, as the database holds them. Ours, not AWS's.
namespace flows::model {

std::string to_json_text(const FlowEvent& event);
std::string to_json_text(const History& history);

// What a text of to_json_text says. Errors: kInternalServer, with the event and the member at
// fault, where the text is not one: a file may have been changed by other hands. An event that is
// read has the parts that its kind asks for.
base::Result<FlowEvent> read_event(std::string_view json_text);
base::Result<History> read_history(std::string_view json_text);
// The same from the texts of its events.
base::Result<History> read_history(const std::vector<std::string>& json_texts);

}  // namespace flows::model
