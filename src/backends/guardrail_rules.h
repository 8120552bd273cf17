#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rules/json_place.h"
#include "rules/text_test.h"

namespace flows::backends {

// The list `guardrails`: what may not be said to a model. Immutable; threads: any.
class GuardrailRules {
 public:
  // Errors: kValidation with the pointer of the fault.
  static base::Result<GuardrailRules> compile(const rules::JsonPlace& list);

  // What is said instead of the model's answer, and the position of the rule that says it.
  struct Block {
    std::string message;
    std::size_t rule;
  };

  // What the guardrail of that ID or ARN says about `text`; nullopt where it lets it pass.
  [[nodiscard]] std::optional<Block> find_block(std::string_view guardrail,
                                                std::string_view text) const;

 private:
  struct Rule {
    std::optional<rules::TextTest> id;  // absent: every guardrail
    std::optional<rules::TextTest> blocks;
    std::string message = "Sorry, the guardrail blocked this request.";
  };
  friend struct GuardrailKeys;

  std::vector<Rule> rules_;
};

}  // namespace flows::backends
