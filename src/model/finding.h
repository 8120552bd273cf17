#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace flows::model {

enum class Severity { kWarning, kError };

// One validation message; AWS calls it FlowValidation.
struct Finding {
  std::string_view type;  // FlowValidationType; a text of the rules table, so it lives for ever
  Severity severity = Severity::kError;
  std::string message;
  // The members of the detail that belongs to `type`; an empty object where it has none.
  base::Json details = base::Json::object();
  // JSON pointer of what is at fault, from the top of the definition; AWS's answer has no place for
  // it.
  std::string pointer = {};

  friend bool operator==(const Finding&, const Finding&) = default;
};

// Whether a flow with these findings cannot be prepared.
bool has_error(const std::vector<Finding>& findings);

// The API's list FlowValidations as compact JSON text.
std::string to_json_text(const std::vector<Finding>& findings);

}  // namespace flows::model
