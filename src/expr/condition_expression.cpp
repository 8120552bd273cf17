#include "expr/condition_expression.h"

#include <utility>

#include "base/check.h"
#include "base/text/ascii.h"
#include "expr/condition_checker.h"
#include "expr/condition_evaluator.h"
#include "expr/condition_parser.h"
#include "expr/text_reading.h"

namespace flows::expr {

ConditionExpression::ConditionExpression(std::string_view text, ConditionNode root,
                                         std::size_t input_count)
    : text_(text), root_(std::move(root)), input_count_(input_count) {}

base::Result<ConditionExpression> ConditionExpression::parse(std::string_view text,
                                                             const std::vector<Operand>& inputs) {
  ASSIGN_OR_RETURN(ConditionNode root, parse_condition(text, inputs));
  RETURN_IF_ERROR(check_condition(text, root, inputs));
  return ConditionExpression(text, std::move(root), inputs.size());
}

base::Result<bool> ConditionExpression::evaluate(
    const std::vector<const base::Json*>& values) const {
  CHECK(values.size() == input_count_, "a condition gets one value for each declared input");
  return evaluate_condition(root_, values);
}

std::string normalised(std::string_view expression) {
  std::string text;
  std::size_t at = 0;
  while (at < expression.size()) {
    if (base::is_white_space(expression[at])) {
      while (at < expression.size() && base::is_white_space(expression[at])) ++at;
      if (!text.empty() && at < expression.size()) text += ' ';
      continue;
    }
    std::size_t end = at + 1;
    if (expression[at] == '"' || expression[at] == '\'') end = find_quoted_end(expression, at);
    const std::string_view part = expression.substr(at, end - at);
    text += part;
    at += part.size();
  }
  return text;
}

}  // namespace flows::expr
