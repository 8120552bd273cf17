#include "nodes/scopes.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

#include "nodes/registry.h"

namespace flows::nodes {
namespace {

using base::Error;
using base::ErrorCode;
using model::FlowGraph;

NodeTraits traits_of(const model::FlowNode& node) {
  const NodeType* type = find_node_type(node.type);
  return type == nullptr ? NodeTraits{} : type->traits;
}

bool is_prefix(const ScopePath& shorter, const ScopePath& longer) {
  return shorter.size() <= longer.size() &&
         std::equal(shorter.begin(), shorter.end(), longer.begin());
}

// Widens `scope` so that it includes `other`. Returns false if neither contains the other.
bool widen(ScopePath& scope, const ScopePath& other) {
  if (is_prefix(other, scope)) return true;
  if (!is_prefix(scope, other)) return false;
  scope = other;
  return true;
}

// Returns the scope in which the value of an output arises.
ScopePath scope_of_output(const FlowGraph& graph, const Scopes& scopes,
                          const model::OutputRef& ref) {
  ScopePath scope = scopes.of_node[ref.node];
  const model::FlowNode& node = graph.node(ref.node);
  const std::string_view item = traits_of(node).spreads_to;
  if (!item.empty() && node.outputs[ref.output].name == item) scope.push_back(ref.node);
  return scope;
}

base::Result<void> find_scope(const FlowGraph& graph, std::size_t position, Scopes& scopes) {
  const model::FlowNode& node = graph.node(position);
  const std::string_view gathers_from = traits_of(node).gathers_from;
  const Error crossed{ErrorCode::kValidation,
                      fmt::format("Node {} depends on two iterations at once.", node.name)};
  ScopePath& scope = scopes.of_node[position];
  const model::GraphNode& neighbours = graph.neighbours(position);
  if (neighbours.loop) {
    scope = scopes.of_node[*neighbours.loop];
    scope.push_back(*neighbours.loop);
  }
  for (const model::Gate& gate : neighbours.gates) {
    if (!widen(scope, scopes.of_node[gate.node])) return crossed;
  }
  for (std::size_t input = 0; input < neighbours.sources.size(); ++input) {
    const std::optional<model::OutputRef>& source = neighbours.sources[input];
    if (!source) continue;
    ScopePath arriving = scope_of_output(graph, scopes, *source);
    if (!gathers_from.empty() && node.inputs[input].name == gathers_from) {
      if (arriving.empty()) {
        return Error{ErrorCode::kValidation,
                     fmt::format("Node {} has no iteration to collect from.", node.name)};
      }
      scopes.gathered[position] = arriving;
      arriving.pop_back();
    }
    if (!widen(scope, arriving)) return crossed;
  }
  return {};
}

// Returns the iterations for whose end a node waits, directly or through the nodes before it.
std::set<std::size_t> finished_before(const FlowGraph& graph, std::size_t position,
                                      const Scopes& scopes,
                                      const std::vector<std::set<std::size_t>>& finished) {
  std::set<std::size_t> all;
  const model::GraphNode& neighbours = graph.neighbours(position);
  for (const model::Gate& gate : neighbours.gates) all.merge(std::set(finished[gate.node]));
  for (const auto& source : neighbours.sources) {
    if (source) all.merge(std::set(finished[source->node]));
  }
  if (!scopes.gathered[position].empty()) all.insert(scopes.gathered[position].back());
  return all;
}

base::Result<void> check_scope(const FlowGraph& graph, std::size_t position, const Scopes& scopes,
                               const std::set<std::size_t>& finished) {
  const ScopePath& scope = scopes.of_node[position];
  const bool waits_for_itself = std::any_of(scope.begin(), scope.end(), [&](std::size_t spreader) {
    return finished.contains(spreader);
  });
  if (!waits_for_itself) return {};
  return Error{ErrorCode::kValidation,
               fmt::format("Node {} runs within an iteration and waits for its end.",
                           graph.node(position).name)};
}

}  // namespace

base::Result<Scopes> find_scopes(const FlowGraph& graph) {
  Scopes scopes{.of_node = std::vector<ScopePath>(graph.size()),
                .gathered = std::vector<ScopePath>(graph.size())};
  std::vector<std::set<std::size_t>> finished(graph.size());
  for (const std::size_t position : graph.topological_order()) {
    RETURN_IF_ERROR(find_scope(graph, position, scopes));
    finished[position] = finished_before(graph, position, scopes, finished);
    RETURN_IF_ERROR(check_scope(graph, position, scopes, finished[position]));
  }
  return scopes;
}

}  // namespace flows::nodes
