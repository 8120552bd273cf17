#include "expr/input_expression.h"

#include <algorithm>
#include <utility>

#include "expr/path_evaluator.h"
#include "expr/path_parser.h"

namespace flows::expr {

InputExpression::InputExpression(std::string_view text, std::vector<PathStep> steps)
    : text_(text), steps_(std::move(steps)) {}

base::Result<InputExpression> InputExpression::parse(std::string_view text) {
  ASSIGN_OR_RETURN(std::vector<PathStep> steps, parse_path(text));
  return InputExpression(text, std::move(steps));
}

std::optional<base::Json> InputExpression::evaluate(const base::Json& whole) const {
  return evaluate_path(steps_, whole);
}

bool InputExpression::is_whole() const { return steps_.empty(); }

bool InputExpression::is_definite() const {
  return std::none_of(steps_.begin(), steps_.end(), leads_to_many);
}

bool InputExpression::ends_in_many() const {
  return !steps_.empty() && leads_to_many(steps_.back());
}

}  // namespace flows::expr
