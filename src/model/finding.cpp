#include "model/finding.h"

#include <algorithm>

#include "base/json_text.h"
#include "base/text/ascii.h"

namespace flows::model {
namespace {

std::string to_json_text(const Finding& finding) {
  // The key of the details is the type in lower camel case.
  const std::string key = base::with_lower_first(finding.type);
  std::string details = base::ObjectText().raw(key, base::to_text(finding.details)).finish();
  return base::ObjectText()
      .raw("details", details)
      .string("message", finding.message)
      .string("severity", finding.severity == Severity::kError ? "Error" : "Warning")
      .string("type", finding.type)
      .finish();
}

}  // namespace

bool has_error(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::kError; });
}

std::string to_json_text(const std::vector<Finding>& findings) {
  return base::list_text(findings, [](const Finding& finding) { return to_json_text(finding); });
}

}  // namespace flows::model
