#include "nodes/condition_node.h"

#include <fmt/format.h>

#include "expr/condition_expression.h"
#include "nodes/loop_nodes.h"

namespace flows::nodes {
namespace {

using base::ErrorCode;
using base::Json;

struct Branch {
  std::string condition;
  expr::ConditionExpression expression;
};

expr::OperandType operand_type(model::IoType type) {
  switch (type) {
    case model::IoType::kString: return expr::OperandType::kString;
    case model::IoType::kNumber: return expr::OperandType::kNumber;
    case model::IoType::kBoolean: return expr::OperandType::kBoolean;
    case model::IoType::kObject: return expr::OperandType::kObject;
    case model::IoType::kArray: return expr::OperandType::kArray;
  }
  return expr::OperandType::kString;
}

}  // namespace

std::vector<expr::Operand> operands_of(const model::FlowNode& node) {
  std::vector<expr::Operand> operands;
  const bool is_controller = node.type == "LoopController";
  for (const model::FlowNodeInput& input : node.inputs) {
    if (is_controller && input.category != kLoopCondition) continue;
    operands.push_back({input.name, operand_type(input.type)});
  }
  return operands;
}

base::Result<NodeProgram> compile_condition(const model::FlowNode& node) {
  const std::vector<expr::Operand> operands = operands_of(node);
  std::vector<Branch> branches;
  const Json* conditions = base::find_member(node.configuration, "conditions");
  CHECK(conditions != nullptr, "a validated Condition node has its conditions");
  for (const Json& condition : *conditions) {
    const Json* text = base::find_member(condition, "expression");
    if (text == nullptr) continue;  // the default condition
    ASSIGN_OR_RETURN(auto expression, expr::ConditionExpression::parse(
                                          text->get_ref<const std::string&>(), operands));
    branches.push_back({condition.at("name").get<std::string>(), std::move(expression)});
  }
  return NodeProgram(
      [branches = std::move(branches), name = node.name](
          const NodeInputs& inputs, const NodeContext&) -> base::Result<NodeOutcome> {
        std::vector<const Json*> values;
        for (const InputValue& input : inputs.all()) values.push_back(&input.value);
        for (const Branch& branch : branches) {
          const base::Result<bool> holds = branch.expression.evaluate(values);
          if (!holds) {
            return base::Error{ErrorCode::kValidation,
                               fmt::format("Failed to evaluate condition {} of Node {}: {}",
                                           branch.condition, name, holds.error().message)};
          }
          if (*holds) return NodeOutcome(Selected{branch.condition});
        }
        return NodeOutcome(Selected{std::string(kDefaultCondition)});
      });
}

}  // namespace flows::nodes
