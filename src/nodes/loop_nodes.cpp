#include "nodes/loop_nodes.h"

#include <fmt/format.h>

#include <utility>

#include "expr/condition_expression.h"
#include "nodes/condition_node.h"

namespace flows::nodes {
namespace {

using base::Json;

constexpr std::size_t kPassesDefault = 10;  // AWS

struct LoopControllerProgram {
  std::string node;
  std::vector<expr::Operand> operands;
  expr::ConditionExpression condition;
  std::size_t passes_max;

  base::Result<NodeOutcome> operator()(const NodeInputs& inputs, const NodeContext& context) const {
    std::vector<const Json*> values;
    for (const expr::Operand& operand : operands) {
      values.push_back(inputs.find(operand.name));
      CHECK(values.back() != nullptr, "every input of a validated LoopController is connected");
    }
    const base::Result<bool> holds = condition.evaluate(values);
    if (!holds) {
      return base::Error{base::ErrorCode::kValidation,
                         fmt::format("Failed to evaluate the condition of Node {}: {}", node,
                                     holds.error().message)};
    }
    const bool goes_on = *holds == (context.continue_condition == ContinueCondition::kGoesOn);
    return NodeOutcome(Decided{goes_on && context.pass + 1 < passes_max});
  }
};

}  // namespace

base::Result<NodeProgram> compile_loop(const model::FlowNode& /*node*/) {
  return NodeProgram([](const NodeInputs&, const NodeContext&) -> base::Result<NodeOutcome> {
    return NodeOutcome(Repeated{});
  });
}

base::Result<NodeProgram> compile_loop_input(const model::FlowNode& /*node*/) {
  return NodeProgram([](const NodeInputs&, const NodeContext&) -> base::Result<NodeOutcome> {
    UNREACHABLE("a pass begins with the outputs of its LoopInput");
  });
}

base::Result<NodeProgram> compile_loop_controller(const model::FlowNode& node) {
  const Json* condition = base::find_member(node.configuration, "continueCondition");
  const Json* text = condition == nullptr ? nullptr : base::find_member(*condition, "expression");
  CHECK(text != nullptr, "a validated LoopController has its condition");
  std::vector<expr::Operand> operands = operands_of(node);
  ASSIGN_OR_RETURN(auto parsed,
                   expr::ConditionExpression::parse(text->get_ref<const std::string&>(), operands));
  const Json* most = base::find_member(node.configuration, "maxIterations");
  return NodeProgram(LoopControllerProgram{
      .node = node.name,
      .operands = std::move(operands),
      .condition = std::move(parsed),
      .passes_max = most == nullptr ? kPassesDefault : most->get<std::size_t>()});
}

}  // namespace flows::nodes
