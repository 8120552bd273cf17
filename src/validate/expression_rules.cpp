#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "expr/condition_expression.h"
#include "nodes/condition_node.h"
#include "validate/rules.h"

namespace flows::validate {
namespace {

using base::Json;
using expr::Operand;
using expr::OperandType;

// One condition of a node: from the list of a Condition node, or the only one of a LoopController.
struct Condition {
  std::string name;
  const Json* expression = nullptr;  // null if there is none
  std::string pointer;
};

std::vector<Condition> conditions_of(const NodeView& view) {
  std::vector<Condition> found;
  const auto add = [&](const Json& entry, std::string pointer) {
    found.push_back({.name = entry.at("name").get<std::string>(),
                     .expression = base::find_member(entry, "expression"),
                     .pointer = std::move(pointer)});
  };
  const Json& configuration = view.node->configuration;
  if (view.node->type == "Condition") {
    const Json* list = base::find_member(configuration, "conditions");
    for (std::size_t at = 0; list != nullptr && at < list->size(); ++at) {
      add((*list)[at], fmt::format("{}/configuration/condition/conditions/{}", view.pointer, at));
    }
  } else if (view.node->type == "LoopController") {
    const Json* only = base::find_member(configuration, "continueCondition");
    if (only != nullptr) {
      add(*only, view.pointer + "/configuration/loopController/continueCondition");
    }
  }
  return found;
}

// Returns the input names that connections to the node use but the node lacks: inputs were renamed.
std::vector<std::string> lost_names(const DefinitionView& view, const NodeView& node) {
  std::vector<std::string> names;
  for (const std::size_t at : node.incoming) {
    const ConnectionView& connection = view.connections[at];
    const auto& name = connection.connection->target_input;
    if (name && !connection.input) names.push_back(*name);
  }
  return names;
}

// Checks whether the text would be valid if the node still had inputs with these names.
bool follows_from(const std::vector<std::string>& lost, const std::string& text,
                  const std::vector<Operand>& operands) {
  if (lost.empty()) return false;
  constexpr std::array kTypes = {OperandType::kString, OperandType::kNumber, OperandType::kBoolean};
  return std::ranges::any_of(kTypes, [&](OperandType type) {
    auto all = operands;
    for (const std::string& name : lost) all.push_back({name, type});
    return expr::ConditionExpression::parse(text, all).has_value();
  });
}

// Returns why a condition is malformed; empty if it is valid or if another finding covers it.
std::string malformed(const DefinitionView& view, const NodeView& node, const Condition& condition,
                      const std::vector<Operand>& operands) {
  const bool may_default = node.node->type == "Condition";
  if (may_default && condition.name == nodes::kDefaultCondition) {
    return condition.expression == nullptr ? "" : "The default condition takes no expression.";
  }
  if (condition.expression == nullptr) return "The condition has no expression.";
  const auto& text = condition.expression->get_ref<const std::string&>();
  const auto parsed = expr::ConditionExpression::parse(text, operands);
  if (parsed || follows_from(lost_names(view, node), text, operands)) return "";
  return parsed.error().message;
}

}  // namespace

void check_input_expressions(const Subject& subject, Report& report) {
  for_each_node(subject, [&](const DefinitionView&, const NodeView& view) {
    for (std::size_t at = 0; at < view.expressions.size(); ++at) {
      if (view.expressions[at]) continue;
      const std::string& input = view.node->inputs[at].name;
      report.error(fmt::format("{}/inputs/{}/expression", view.pointer, at),
                   fmt::format("The expression of input {} in node {} is not valid.", input,
                               view.node->name),
                   {{"node", view.node->name},
                    {"input", input},
                    {"cause", view.expressions[at].error().message}});
    }
  });
}

void check_condition_expressions(const Subject& subject, Report& report) {
  for_each_node(subject, [&](const DefinitionView& view, const NodeView& node) {
    const auto conditions = conditions_of(node);
    if (conditions.empty()) return;
    const auto operands = nodes::operands_of(*node.node);
    for (const Condition& condition : conditions) {
      const std::string cause = malformed(view, node, condition, operands);
      if (cause.empty()) continue;
      report.error(
          condition.pointer + (condition.expression == nullptr ? "" : "/expression"),
          fmt::format("The condition {} in node {} is not valid.", condition.name, node.node->name),
          {{"node", node.node->name}, {"condition", condition.name}, {"cause", cause}});
    }
  });
}

void check_repeated_conditions(const Subject& subject, Report& report) {
  for_each_node(subject, [&](const DefinitionView&, const NodeView& view) {
    std::set<std::string> seen;
    for (const Condition& condition : conditions_of(view)) {
      if (condition.expression == nullptr) continue;
      const auto& text = condition.expression->get_ref<const std::string&>();
      if (seen.insert(expr::normalised(text)).second) continue;
      report.error(condition.pointer + "/expression",
                   fmt::format("Node {} repeats the condition {}.", view.node->name, text),
                   {{"node", view.node->name}, {"expression", text}});
    }
  });
}

void check_default_condition(const Subject& subject, Report& report) {
  for_each_node(subject, [&](const DefinitionView&, const NodeView& view) {
    if (view.node->type != "Condition" || view.node->configuration.is_null()) return;
    const auto conditions = conditions_of(view);
    if (std::ranges::find(conditions, nodes::kDefaultCondition, &Condition::name) !=
        conditions.end()) {
      return;
    }
    report.error(view.pointer + "/configuration/condition/conditions",
                 fmt::format("Condition node {} has no default condition.", view.node->name),
                 {{"node", view.node->name}});
  });
}

}  // namespace flows::validate
