#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "nodes/registry.h"
#include "nodes/scopes.h"
#include "validate/rules.h"

namespace flows::validate {
namespace {

using base::Json;

struct CountQuota {
  std::string_view type;
  std::size_t max;
};

// AWS's quotas on nodes of one type in a flow.
constexpr CountQuota kQuotas[] = {
    {"Input", 1},           {"Output", 20},    {"Condition", 5}, {"Iterator", 1},
    {"Collector", 1},       {"Prompt", 20},    {"Agent", 20},    {"KnowledgeBase", 20},
    {"LambdaFunction", 20}, {"InlineCode", 5}, {"Lex", 5},       {"Storage", 10},
    {"Retrieval", 10}};
constexpr std::size_t kInlineCodeInputsMax = 5;  // AWS

bool has_node(const DefinitionView& view, std::string_view type) {
  return std::ranges::any_of(view.nodes,
                             [&](const NodeView& node) { return node.node->type == type; });
}

// Returns the nodes of the flow by type, including those inside loops unless their type is not
// allowed there.
std::map<std::string_view, std::vector<const NodeView*>> nodes_by_type(const Subject& subject) {
  std::map<std::string_view, std::vector<const NodeView*>> found;
  for (const DefinitionView& view : subject.definitions()) {
    for (const NodeView& node : view.nodes) {
      const auto& type = node.node->type;
      if (!view.loop || !is_refused_in_loops(type)) found[type].push_back(&node);
    }
  }
  return found;
}

// Reports nodes that may only be inside a loop.
void check_loop_parts_at_top(const DefinitionView& top, Report& report) {
  for (const NodeView& node : top.nodes) {
    const auto& type = node.node->type;
    if (type != "LoopInput" && type != "LoopController") continue;
    report.error(
        node.pointer,
        fmt::format("Node {} of type {} can only be inside of a loop.", node.node->name, type),
        Json::object());
  }
}

}  // namespace

void check_starting_nodes(const Subject& subject, Report& report) {
  const DefinitionView& top = subject.definitions().front();
  if (!has_node(top, "Input")) report.error("", "The flow has no Input node.", Json::object());
}

void check_ending_nodes(const Subject& subject, Report& report) {
  const DefinitionView& top = subject.definitions().front();
  if (!has_node(top, "Output")) report.error("", "The flow has no Output node.", Json::object());
}

void check_counts_and_scopes(const Subject& subject, Report& report) {
  const DefinitionView& top = subject.definitions().front();
  const auto by_type = nodes_by_type(subject);
  for (const CountQuota& quota : kQuotas) {
    const auto found = by_type.find(quota.type);
    if (found == by_type.end() || found->second.size() <= quota.max) continue;
    report.error(found->second[quota.max]->pointer,
                 fmt::format("The flow has more than {} {} node{}.", quota.max, quota.type,
                             quota.max == 1 ? "" : "s"),
                 Json::object());
  }
  if (const auto found = by_type.find("InlineCode"); found != by_type.end()) {
    for (const NodeView* node : found->second) {
      if (node->node->inputs.size() <= kInlineCodeInputsMax) continue;
      report.error(node->pointer + "/inputs",
                   fmt::format("Node {} of type InlineCode has more than {} inputs.",
                               node->node->name, kInlineCodeInputsMax),
                   Json::object());
    }
  }
  check_loop_parts_at_top(top, report);
  // Scopes can be computed only if both ends of every connection exist. The inside of loops is not
  // considered, because a loop allows no Iterator.
  if (report.has_error()) return;
  const auto scopes = nodes::find_scopes(model::FlowGraph(*top.definition));
  if (!scopes) report.error("", scopes.error().message, Json::object());
}

}  // namespace flows::validate
