#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rules/json_place.h"
#include "rules/text_test.h"

namespace flows::backends {

// The list `guardrails`, whose rules block texts before they reach a model. Immutable; threads:
// any.
class GuardrailRules {
 public:
  // Compiles a list. Errors: kValidation with the pointer of the fault.
  static base::Result<GuardrailRules> compile(const rules::JsonPlace& list);

  // The text that replaces the completion, and the position of the rule that has it.
  struct Block {
    std::string message;
    std::size_t rule;
  };

  // Returns the block of `text` by the guardrail of that ID or ARN; nullopt if the text passes.
  [[nodiscard]] std::optional<Block> find_block(std::string_view guardrail,
                                                std::string_view text) const;

 private:
  struct Rule {
    std::optional<rules::TextTest> id;  // if absent, every guardrail matches
    std::optional<rules::TextTest> blocks;
    std::string message = "Sorry, the guardrail blocked this request.";
  };
  friend struct GuardrailKeys;

  std::vector<Rule> rules_;
};

}  // namespace flows::backends
