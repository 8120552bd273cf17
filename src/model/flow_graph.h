#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
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
  std::optional<std::size_t> loop = {};                // the Loop that it is inside of, next to it
  std::vector<std::optional<OutputRef>> sources = {};  // per input; nullopt: not connected
  std::vector<std::vector<InputRef>> targets = {};  // per output, in the order of the connections
  std::vector<Gate> gates = {};                     // incoming conditional connections
};

// A definition, indexed. Immutable. The nodes of all its definitions have one position each: first
// the flow's own in their order, then those inside of its loops.
class FlowGraph {
 public:
  // Requires a definition without Error findings: every connection leads somewhere, and there is no
  // cycle.
  explicit FlowGraph(FlowDefinition definition);

  // The position of the node of that name; nullopt if there is none.
  [[nodiscard]] std::optional<std::size_t> find_node(const std::string& name) const;

  // Without the definition inside of it, see GraphNode::loop.
  [[nodiscard]] const FlowNode& node(std::size_t position) const { return nodes_[position]; }
  [[nodiscard]] const GraphNode& neighbours(std::size_t position) const {
    return neighbours_[position];
  }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }

  // Every node after all that it depends on and after the loop around it; among the free ones, in
  // definition order.
  [[nodiscard]] const std::vector<std::size_t>& topological_order() const { return order_; }

 private:
  void add(FlowDefinition definition, std::optional<std::size_t> loop);
  void connect(const FlowConnection& connection);
  [[nodiscard]] bool can_be_placed(std::size_t position, const std::vector<bool>& placed) const;
  void sort();

  std::vector<FlowNode> nodes_;
  std::vector<GraphNode> neighbours_;  // by position
  std::unordered_map<std::string, std::size_t> positions_;
  std::vector<std::size_t> order_;
};

}  // namespace flows::model
