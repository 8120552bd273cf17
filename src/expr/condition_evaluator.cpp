#include "expr/condition_evaluator.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/check.h"
#include "expr/condition_checker.h"
#include "expr/scalar.h"

namespace flows::expr {
namespace {

base::Error failure(std::string message) {
  return base::Error{base::ErrorCode::kValidation, std::move(message)};
}

std::string_view json_type_name(const base::Json& value) {
  if (value.is_object()) return name_of(OperandType::kObject);
  if (value.is_array()) return name_of(OperandType::kArray);
  return "null";
}

class ConditionEvaluator {
 public:
  explicit ConditionEvaluator(const std::vector<const base::Json*>& values) : values_(values) {}

  base::Result<Scalar> evaluate(const ConditionNode& node) const {
    if (const auto* literal = std::get_if<Literal>(&node.content))
      return *to_scalar(literal->value);
    if (const auto* reference = std::get_if<InputReference>(&node.content))
      return read_input(*reference);
    return evaluate_operation(std::get<Operation>(node.content));
  }

 private:
  base::Result<Scalar> read_input(const InputReference& reference) const {
    const base::Json* value = values_[reference.input];
    if (value == nullptr)
      return failure(fmt::format("The input '{}' has no value.", reference.name));
    const auto scalar = to_scalar(*value);
    if (!scalar) {
      return failure(fmt::format("The input '{}' is of type {}, which a condition cannot compare.",
                                 reference.name, json_type_name(*value)));
    }
    return *scalar;
  }

  base::Result<Scalar> evaluate_operation(const Operation& operation) const {
    const Operator& first = *operation.operators.front();
    ASSIGN_OR_RETURN(Scalar result, evaluate_operand(operation.operands.front(), first));
    if (first.position == Position::kBefore) return Scalar(first.evaluate({&result, 1}));
    for (std::size_t i = 0; i < operation.operators.size(); ++i) {
      const Operator& row = *operation.operators[i];
      if (row.settled_by && std::get<bool>(result) == *row.settled_by) continue;
      ASSIGN_OR_RETURN(const Scalar right, evaluate_operand(operation.operands[i + 1], row));
      const std::array operands = {result, right};
      result = row.evaluate(operands);
    }
    return result;
  }

  // The declared types were checked at parse time, but a value may have another type.
  base::Result<Scalar> evaluate_operand(const ConditionNode& operand, const Operator& row) const {
    ASSIGN_OR_RETURN(const Scalar value, evaluate(operand));
    if (accepts(row.takes, type_of(value))) return value;
    return failure(fmt::format("The input {} is of type {}, but {}.", describe_operand(operand),
                               name_of(type_of(value)), describe_demand(row)));
  }

  const std::vector<const base::Json*>& values_;
};

}  // namespace

base::Result<bool> evaluate_condition(const ConditionNode& root,
                                      const std::vector<const base::Json*>& values) {
  ASSIGN_OR_RETURN(const Scalar result, ConditionEvaluator(values).evaluate(root));
  if (const bool* decision = std::get_if<bool>(&result)) return *decision;
  return failure(fmt::format("The input {} is of type {}, but a condition is a Boolean.",
                             describe_operand(root), name_of(type_of(result))));
}

}  // namespace flows::expr
