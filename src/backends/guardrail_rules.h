#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/json_place.h"
#include "backends/text_test.h"
#include "base/result.h"

namespace flows::backends {

// The list `guardrails`: what may not be said to a model. Immutable; threads: any.
class GuardrailRules {
 public:
  // Errors: kValidation with the pointer of the fault.
  static base::Result<GuardrailRules> compile(const JsonPlace& list);

  // What the guardrail of that ID or ARN says instead of the model; nullopt where it lets `text`
  // pass.
  [[nodiscard]] std::optional<std::string> find_block(std::string_view guardrail,
                                                      std::string_view text) const;

 private:
  struct Rule {
    std::optional<TextTest> id;  // absent: every guardrail
    std::optional<TextTest> blocks;
    std::string message = "Sorry, the guardrail blocked this request.";
  };
  friend struct GuardrailKeys;

  std::vector<Rule> rules_;
};

}  // namespace flows::backends
