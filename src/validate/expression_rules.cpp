#include <fmt/format.h>

#include <set>

#include "expr/condition_expression.h"
#include "expr/input_expression.h"
#include "nodes/condition_node.h"
#include "validate/rules.h"

namespace flows::validate {
namespace {

using base::Json;
using model::FlowDefinition;
using model::FlowNode;

// Calls `visit(node, name, expression)` for each entry of each Condition node; `expression` is null
// where it has none.
template <class Visit>
void for_each_condition(const FlowDefinition& definition, Visit visit) {
  for (const FlowNode& node : definition.nodes) {
    const Json* conditions =
        node.type == "Condition" ? base::find_member(node.configuration, "conditions") : nullptr;
    if (conditions == nullptr) continue;
    for (const Json& condition : *conditions) {
      visit(node, condition.at("name").get<std::string>(),
            base::find_member(condition, "expression"));
    }
  }
}

// Why the entry is malformed; empty if it is not.
std::string malformed(const FlowNode& node, const std::string& name, const Json* expression) {
  if (name == nodes::kDefaultCondition) {
    return expression == nullptr ? "" : "The default condition takes no expression.";
  }
  if (expression == nullptr) return "The condition has no expression.";
  const auto parsed = expr::ConditionExpression::parse(expression->get_ref<const std::string&>(),
                                                       nodes::operands_of(node));
  return parsed ? "" : parsed.error().message;
}

}  // namespace

void check_input_expressions(const FlowDefinition& definition, Report& report) {
  for (const FlowNode& node : definition.nodes) {
    for (const model::FlowNodeInput& input : node.inputs) {
      const auto parsed = expr::InputExpression::parse(input.expression);
      if (parsed) continue;
      report.error(
          fmt::format("The expression of input {} in node {} is not valid.", input.name, node.name),
          {{"node", node.name}, {"input", input.name}, {"cause", parsed.error().message}});
    }
  }
}

void check_condition_expressions(const FlowDefinition& definition, Report& report) {
  for_each_condition(
      definition, [&](const FlowNode& node, const std::string& name, const Json* expression) {
        const std::string cause = malformed(node, name, expression);
        if (cause.empty()) return;
        report.error(fmt::format("The condition {} in node {} is not valid.", name, node.name),
                     {{"node", node.name}, {"condition", name}, {"cause", cause}});
      });
}

void check_repeated_conditions(const FlowDefinition& definition, Report& report) {
  std::set<std::pair<std::string, std::string>> seen;
  for_each_condition(
      definition, [&](const FlowNode& node, const std::string& /*name*/, const Json* expression) {
        if (expression == nullptr) return;
        const auto& text = expression->get_ref<const std::string&>();
        if (seen.emplace(node.name, expr::normalised(text)).second) return;
        report.error(fmt::format("Node {} repeats the condition {}.", node.name, text),
                     {{"node", node.name}, {"expression", text}});
      });
}

void check_default_condition(const FlowDefinition& definition, Report& report) {
  std::set<std::string> with_default;
  for_each_condition(definition,
                     [&](const FlowNode& node, const std::string& name, const Json* /*none*/) {
                       if (name == nodes::kDefaultCondition) with_default.insert(node.name);
                     });
  for (const FlowNode& node : definition.nodes) {
    if (node.type != "Condition" || node.configuration.is_null()) continue;
    if (with_default.contains(node.name)) continue;
    report.error(fmt::format("Condition node {} has no default condition.", node.name),
                 {{"node", node.name}});
  }
}

}  // namespace flows::validate
