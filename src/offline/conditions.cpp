// This file evaluates the conditions of a template.
#include <fmt/format.h>

#include <utility>

#include "base/limits.h"
#include "offline/intrinsics.h"

namespace flows::offline {

using base::Json;
using base::Result;

Result<bool> Evaluator::condition(const std::string& name, const std::string& place) {
  const auto [known, is_new] = conditions_.try_emplace(name);
  if (!is_new) {
    if (known->second) return *known->second;
    return error_at(place, fmt::format("the condition {} depends on itself", name));
  }
  const Json* expression = base::find_member(source_.section("Conditions"), name);
  if (expression == nullptr) {
    return error_at(place, fmt::format("{} is no condition of this template", name));
  }
  ++condition_depth_;
  Result<bool> value = holds(*expression, "Conditions." + name);
  --condition_depth_;
  if (!value) return value;
  known->second = *value;
  return value;
}

Result<bool> Evaluator::holds(const Json& expression, const std::string& place) {
  if (condition_depth_ > base::limits::kConditionDepthMax) {
    return error_at(place, fmt::format("conditions refer to each other over more than {} steps",
                                       base::limits::kConditionDepthMax));
  }
  if (!expression.is_object() || expression.size() != 1) {
    return error_at(place, "a condition is one function, such as Fn::Equals");
  }
  const std::string& name = expression.begin().key();
  const Json& operands = expression.begin().value();
  const std::string inner = place + "." + name;
  if (name == "Condition" && operands.is_string()) {
    return condition(operands.get<std::string>(), inner);
  }
  if (name == "Fn::Equals") return equal(operands, inner);
  if (name == "Fn::And") return combine(operands, false, inner);
  if (name == "Fn::Or") return combine(operands, true, inner);
  if (name == "Fn::Not") {
    if (!operands.is_array() || operands.size() != 1) return error_at(inner, "takes [condition]");
    ASSIGN_OR_RETURN(const bool value, holds(operands[0], inner));
    return !value;
  }
  return error_at(place, fmt::format("{} is no condition", name));
}

// Evaluates the operands until one is `until`, which is then the result.
Result<bool> Evaluator::combine(const Json& operands, bool until, const std::string& place) {
  if (!operands.is_array() || operands.empty()) return error_at(place, "takes [condition, …]");
  for (std::size_t i = 0; i < operands.size(); ++i) {
    ASSIGN_OR_RETURN(const bool value, holds(operands[i], fmt::format("{}[{}]", place, i)));
    if (value == until) return until;
  }
  return !until;
}

Result<bool> Evaluator::equal(const Json& operands, const std::string& place) {
  ASSIGN_OR_RETURN(const Json values, arguments(operands, 2, "[value, value]", place));
  const std::optional<std::string> first = text_of(values[0]);
  const std::optional<std::string> second = text_of(values[1]);
  // CloudFormation compares texts here: 1 and "1" are the same.
  return first && second ? first == second : values[0] == values[1];
}

}  // namespace flows::offline
