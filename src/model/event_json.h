#pragma once

#include <string>
#include <string_view>

#include "model/flow_event.h"

// Histories as text, in which the database keeps them. Ours, not AWS's.
namespace flows::model {

// Requires events without a failure: a run that has failed has nothing to go on with.
std::string to_json_text(const History& history);

// The history that `json_text`, which to_json_text made, tells. Another text is a bug.
History read_history(std::string_view json_text);

}  // namespace flows::model
