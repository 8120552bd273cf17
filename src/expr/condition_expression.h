#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "expr/condition_ast.h"
#include "expr/operand.h"

namespace flows::expr {

// A parsed condition over the inputs of one node. Immutable and copyable: parse once, evaluate
// often, on any thread.
class ConditionExpression {
 public:
  // Checks the grammar, that every name is one of `inputs` and at least one is mentioned, and that
  // the declared types suit the operators. The length of `text` is not looked at; nesting is
  // limited to limits::kExpressionDepthMax. Errors: kValidation; the message says what is wrong and
  // at which character, in words fit for the cause of a finding.
  static base::Result<ConditionExpression> parse(std::string_view text,
                                                 const std::vector<Operand>& inputs);

  // Whether the condition holds. `values` has one entry for each of the `inputs` it was parsed
  // with, in their order; nullptr stands for an input without a value. `and` and `or` look at their
  // right side only where it matters. Errors: kValidation if an input that is looked at has no
  // value, or one whose type the operator cannot take.
  [[nodiscard]] base::Result<bool> evaluate(const std::vector<const base::Json*>& values) const;

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  ConditionExpression(std::string_view text, ConditionNode root, std::size_t input_count);

  std::string text_;
  ConditionNode root_;
  std::size_t input_count_;
};

// The text with each run of white space outside quoted text as one space, and none at the ends: two
// conditions are repetitions of each other if these are equal. Quoted text that never closes is
// passed on as it is.
std::string normalised(std::string_view expression);

}  // namespace flows::expr
