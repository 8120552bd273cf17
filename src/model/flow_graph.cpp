#include "model/flow_graph.h"

#include <algorithm>
#include <utility>

namespace flows::model {
namespace {

std::size_t required(std::optional<std::size_t> position) {
  CHECK(position.has_value(), "a connection of a validated definition leads nowhere");
  return *position;
}

}  // namespace

FlowGraph::FlowGraph(FlowDefinition definition) {
  add(std::move(definition), std::nullopt);
  sort();
}

// The recursion is bounded because the depth of the document is limited.
void FlowGraph::add(FlowDefinition definition, std::optional<std::size_t> loop) {
  const std::size_t first = nodes_.size();
  for (FlowNode& node : definition.nodes) {
    positions_.emplace(node.name, nodes_.size());
    neighbours_.push_back({.loop = loop,
                           .sources = std::vector<std::optional<OutputRef>>(node.inputs.size()),
                           .targets = std::vector<std::vector<InputRef>>(node.outputs.size())});
    nodes_.push_back(std::move(node));
  }
  for (const FlowConnection& connection : definition.connections) connect(connection);
  const std::size_t end = nodes_.size();
  for (std::size_t position = first; position < end; ++position) {
    for (FlowDefinition& body : std::exchange(nodes_[position].body, {})) {
      add(std::move(body), position);
    }
  }
}

std::optional<std::size_t> FlowGraph::find_node(const std::string& name) const {
  const auto found = positions_.find(name);
  if (found == positions_.end()) return std::nullopt;
  return found->second;
}

void FlowGraph::connect(const FlowConnection& connection) {
  const std::size_t source = required(find_node(connection.source));
  const std::size_t target = required(find_node(connection.target));
  if (connection.type == ConnectionType::kConditional) {
    CHECK(connection.condition.has_value(), "a conditional connection names no condition");
    neighbours_[target].gates.push_back({.node = source, .condition = *connection.condition});
    return;
  }
  CHECK(connection.source_output && connection.target_input, "a data connection names no ports");
  const std::size_t output = required(node(source).find_output(*connection.source_output));
  const std::size_t input = required(node(target).find_input(*connection.target_input));
  neighbours_[target].sources[input] = OutputRef{.node = source, .output = output};
  neighbours_[source].targets[output].push_back({.node = target, .input = input});
}

bool FlowGraph::can_be_placed(std::size_t position, const std::vector<bool>& placed) const {
  const GraphNode& node = neighbours_[position];
  return (!node.loop || placed[*node.loop]) &&
         std::all_of(node.gates.begin(), node.gates.end(),
                     [&](const Gate& gate) { return placed[gate.node]; }) &&
         std::all_of(node.sources.begin(), node.sources.end(),
                     [&](const auto& source) { return !source || placed[source->node]; });
}

void FlowGraph::sort() {
  std::vector<bool> placed(nodes_.size(), false);
  while (order_.size() < nodes_.size()) {
    const std::size_t before = order_.size();
    for (std::size_t position = 0; position < nodes_.size(); ++position) {
      if (placed[position] || !can_be_placed(position, placed)) continue;
      placed[position] = true;
      order_.push_back(position);
    }
    CHECK(order_.size() > before, "a validated definition has a cycle");
  }
}

}  // namespace flows::model
