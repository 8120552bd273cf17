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

FlowGraph::FlowGraph(FlowDefinition definition) : definition_(std::move(definition)) {
  for (const FlowNode& node : definition_.nodes) {
    nodes_.push_back({.sources = std::vector<std::optional<OutputRef>>(node.inputs.size()),
                      .targets = std::vector<std::vector<InputRef>>(node.outputs.size())});
  }
  for (const FlowConnection& connection : definition_.connections) connect(connection);
  sort();
}

void FlowGraph::connect(const FlowConnection& connection) {
  const std::size_t source = required(definition_.find_node(connection.source));
  const std::size_t target = required(definition_.find_node(connection.target));
  if (connection.type == ConnectionType::kConditional) {
    CHECK(connection.condition.has_value(), "a conditional connection names no condition");
    nodes_[target].gates.push_back({.node = source, .condition = *connection.condition});
    return;
  }
  CHECK(connection.source_output && connection.target_input, "a data connection names no ports");
  const std::size_t output = required(node(source).find_output(*connection.source_output));
  const std::size_t input = required(node(target).find_input(*connection.target_input));
  nodes_[target].sources[input] = OutputRef{.node = source, .output = output};
  nodes_[source].targets[output].push_back({.node = target, .input = input});
}

void FlowGraph::sort() {
  std::vector<bool> placed(nodes_.size(), false);
  const auto is_free = [&](std::size_t position) {
    const GraphNode& node = nodes_[position];
    return std::all_of(node.gates.begin(), node.gates.end(),
                       [&](const Gate& gate) { return placed[gate.node]; }) &&
           std::all_of(node.sources.begin(), node.sources.end(),
                       [&](const auto& source) { return !source || placed[source->node]; });
  };
  while (order_.size() < nodes_.size()) {
    const std::size_t before = order_.size();
    for (std::size_t position = 0; position < nodes_.size(); ++position) {
      if (placed[position] || !is_free(position)) continue;
      placed[position] = true;
      order_.push_back(position);
    }
    CHECK(order_.size() > before, "a validated definition has a cycle");
  }
}

}  // namespace flows::model
