#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model/flow_definition.h"

namespace flows::model {

// Where a value comes from: an output of a node, both by position.
struct OutputRef {
  std::size_t node = 0;
  std::size_t output = 0;

  friend bool operator==(const OutputRef&, const OutputRef&) = default;
};

// Where a value goes: an input of a node, both by position.
struct InputRef {
  std::size_t node = 0;
  std::size_t input = 0;

  friend bool operator==(const InputRef&, const InputRef&) = default;
};

// One incoming conditional connection: open once `node` has chosen `condition`.
struct Gate {
  std::size_t node = 0;
  std::string condition;
};

// One node with its neighbours; the vectors run parallel to the node's inputs and outputs.
struct GraphNode {
  std::vector<std::optional<OutputRef>> sources = {};  // per input; nullopt: not connected
  std::vector<std::vector<InputRef>> targets = {};  // per output, in the order of the connections
  std::vector<Gate> gates = {};                     // incoming conditional connections
};

// A definition, indexed. Immutable. Positions are those of the definition's nodes.
class FlowGraph {
 public:
  // Requires a definition without Error findings: every connection leads somewhere, and there is no
  // cycle.
  explicit FlowGraph(FlowDefinition definition);

  [[nodiscard]] const FlowDefinition& definition() const { return definition_; }
  [[nodiscard]] const FlowNode& node(std::size_t position) const {
    return definition_.nodes[position];
  }
  [[nodiscard]] const GraphNode& neighbours(std::size_t position) const { return nodes_[position]; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }

  // Every node after all that it depends on; among the free ones, in definition order.
  [[nodiscard]] const std::vector<std::size_t>& topological_order() const { return order_; }

 private:
  void connect(const FlowConnection& connection);
  void sort();

  FlowDefinition definition_;
  std::vector<GraphNode> nodes_;
  std::vector<std::size_t> order_;
};

}  // namespace flows::model
