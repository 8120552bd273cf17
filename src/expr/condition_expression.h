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
  // Parses `text`. Checks the grammar, that every name is one of `inputs`, that at least one input
  // is mentioned, and that the declared types suit the operators. The length of `text` is not
  // checked; nesting is limited to limits::kExpressionDepthMax. Errors: kValidation; the message
  // describes the fault and its character position, in words that fit the cause of a finding.
  static base::Result<ConditionExpression> parse(std::string_view text,
                                                 const std::vector<Operand>& inputs);

  // Returns whether the condition holds. `values` has one entry for each of the `inputs` passed to
  // parse(), in the same order; nullptr stands for an input without a value. `and` and `or`
  // evaluate their right side only if the left one does not decide the result. Errors: kValidation
  // if an evaluated input has no value or has a type that the operator does not accept.
  [[nodiscard]] base::Result<bool> evaluate(const std::vector<const base::Json*>& values) const;

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  ConditionExpression(std::string_view text, ConditionNode root, std::size_t input_count);

  std::string text_;
  ConditionNode root_;
  std::size_t input_count_;
};

// Returns the text with each run of white space outside quoted text replaced by one space, and
// without white space at the ends. Two conditions are duplicates if their normalized texts are
// equal. Quoted text that never closes is copied unchanged.
std::string normalised(std::string_view expression);

}  // namespace flows::expr
