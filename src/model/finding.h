#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace flows::model {

enum class Severity { kWarning, kError };

// One validation message; AWS calls it FlowValidation.
struct Finding {
  std::string_view type;  // FlowValidationType; a text of the rules table, so it is always valid
  Severity severity = Severity::kError;
  std::string message;
  // The members of the details that belong to `type`; an empty object if it has none.
  base::Json details = base::Json::object();
  // JSON pointer from the top of the definition to what is at fault; AWS's response has no member
  // for it.
  std::string pointer = {};

  friend bool operator==(const Finding&, const Finding&) = default;
};

// Checks whether any finding is an error, so that the flow cannot be prepared.
bool has_error(const std::vector<Finding>& findings);

// Returns the API's list FlowValidations as compact JSON text.
std::string to_json_text(const std::vector<Finding>& findings);

}  // namespace flows::model
