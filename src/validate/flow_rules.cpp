#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "nodes/scopes.h"
#include "validate/rules.h"

namespace flows::validate {
namespace {

using base::Json;
using model::FlowDefinition;
using model::FlowNode;

struct CountQuota {
  std::string_view type;
  std::ptrdiff_t max;
};

// AWS's quotas on nodes of one type in a flow.
constexpr std::array<CountQuota, 13> kQuotas = {{{"Input", 1},
                                                 {"Output", 20},
                                                 {"Condition", 5},
                                                 {"Iterator", 1},
                                                 {"Collector", 1},
                                                 {"Prompt", 20},
                                                 {"Agent", 20},
                                                 {"KnowledgeBase", 20},
                                                 {"LambdaFunction", 20},
                                                 {"InlineCode", 5},
                                                 {"Lex", 5},
                                                 {"Storage", 10},
                                                 {"Retrieval", 10}}};

std::ptrdiff_t count(const FlowDefinition& definition, std::string_view type) {
  return std::count_if(definition.nodes.begin(), definition.nodes.end(),
                       [&](const FlowNode& node) { return node.type == type; });
}

}  // namespace

void check_starting_nodes(const FlowDefinition& definition, Report& report) {
  if (count(definition, "Input") == 0) report.error("The flow has no Input node.", Json::object());
}

void check_ending_nodes(const FlowDefinition& definition, Report& report) {
  if (count(definition, "Output") == 0) {
    report.error("The flow has no Output node.", Json::object());
  }
}

void check_reachable(const FlowDefinition& definition, Report& report) {
  // Without an Input node nothing can be reached; that fault is reported already.
  if (count(definition, "Input") == 0) return;
  std::vector<bool> reached;
  for (const FlowNode& node : definition.nodes) reached.push_back(node.type == "Input");
  for (bool grown = true; grown;) {
    grown = false;
    for (const model::FlowConnection& connection : definition.connections) {
      const auto source = definition.find_node(connection.source);
      const auto target = definition.find_node(connection.target);
      if (!source || !target || !reached[*source] || reached[*target]) continue;
      reached[*target] = true;
      grown = true;
    }
  }
  for (std::size_t node = 0; node < reached.size(); ++node) {
    if (reached[node]) continue;
    const std::string& name = definition.nodes[node].name;
    report.warning(fmt::format("Node {} cannot be reached.", name), {{"node", name}});
  }
}

void check_counts_and_scopes(const FlowDefinition& definition, Report& report) {
  for (const CountQuota& quota : kQuotas) {
    if (count(definition, quota.type) <= quota.max) continue;
    report.error(fmt::format("The flow has more than {} {} node{}.", quota.max, quota.type,
                             quota.max == 1 ? "" : "s"),
                 Json::object());
  }
  // Iterations can be looked at only where every connection leads somewhere.
  if (report.has_error()) return;
  const auto scopes = nodes::find_scopes(model::FlowGraph(definition));
  if (!scopes) report.error(scopes.error().message, Json::object());
}

}  // namespace flows::validate
