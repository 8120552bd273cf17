#include "expr/condition_checker.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "expr/text_reading.h"

namespace flows::expr {
namespace {

class ConditionChecker {
 public:
  ConditionChecker(std::string_view text, const std::vector<Operand>& inputs)
      : text_(text), inputs_(inputs) {}

  base::Result<OperandType> check(const ConditionNode& node) const {
    if (const auto* literal = std::get_if<Literal>(&node.content)) {
      const auto value = to_scalar(literal->value);
      CHECK(value.has_value(), "the lexer makes literals of scalars only");
      return type_of(*value);
    }
    if (const auto* reference = std::get_if<InputReference>(&node.content)) {
      return inputs_[reference->input].type;
    }
    const auto& operation = std::get<Operation>(node.content);
    for (std::size_t i = 0; i < operation.operands.size(); ++i) {
      // Each operand of a chain is checked against the operator on its left, the first one against
      // the operator on its right.
      const Operator& row = *operation.operators[i == 0 ? 0 : i - 1];
      RETURN_IF_ERROR(check_operand(operation.operands[i], row));
    }
    return OperandType::kBoolean;
  }

 private:
  base::Result<void> check_operand(const ConditionNode& operand, const Operator& row) const {
    ASSIGN_OR_RETURN(const OperandType type, check(operand));
    if (accepts(row.takes, type)) return {};
    return fault_at(text_, operand.offset,
                    fmt::format("{} is of type {}, but {}", describe_operand(operand),
                                name_of(type), describe_demand(row)));
  }

  std::string_view text_;
  const std::vector<Operand>& inputs_;
};

bool mentions_input(const ConditionNode& node) {
  if (std::holds_alternative<InputReference>(node.content)) return true;
  const auto* operation = std::get_if<Operation>(&node.content);
  return operation != nullptr &&
         std::any_of(operation->operands.begin(), operation->operands.end(), mentions_input);
}

}  // namespace

base::Result<void> check_condition(std::string_view text, const ConditionNode& root,
                                   const std::vector<Operand>& inputs) {
  ASSIGN_OR_RETURN(const OperandType type, ConditionChecker(text, inputs).check(root));
  if (type != OperandType::kBoolean) {
    return fault_at(text, root.offset,
                    fmt::format("{} is of type {}, but a condition is a Boolean",
                                describe_operand(root), name_of(type)));
  }
  if (!mentions_input(root))
    return fault_at(text, root.offset, "the condition mentions no input of the node");
  return {};
}

std::string describe_operand(const ConditionNode& node) {
  const auto* reference = std::get_if<InputReference>(&node.content);
  return reference == nullptr ? "this" : fmt::format("'{}'", reference->name);
}

std::string describe_demand(const Operator& row) {
  switch (row.takes) {
    case Takes::kBooleans: return fmt::format("'{}' takes Booleans only", row.token);
    case Takes::kNumbers: return fmt::format("'{}' takes Numbers only", row.token);
    case Takes::kScalars:
      return fmt::format("'{}' takes Strings, Numbers and Booleans only", row.token);
  }
  UNREACHABLE("every kind of operand is described above");
}

}  // namespace flows::expr
