#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/flow_event.h"

// Histories as text, in which the database keeps them. Ours, not AWS's.
namespace flows::model {

std::string to_json_text(const FlowEvent& event);
std::string to_json_text(const History& history);

// What `json_text`, which to_json_text made, tells. Another text is a bug.
FlowEvent read_event(std::string_view json_text);
History read_history(std::string_view json_text);
// From the texts of its events.
History read_history(const std::vector<std::string>& json_texts);

}  // namespace flows::model
