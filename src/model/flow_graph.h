#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/flow_definition.h"

namespace flows::model {

// The source of a value: an output of a node, both by position.
struct OutputRef {
  std::size_t node = 0;
  std::size_t output = 0;

  friend bool operator==(const OutputRef&, const OutputRef&) = default;
};

// The target of a value: an input of a node, both by position.
struct InputRef {
  std::size_t node = 0;
  std::size_t input = 0;

  friend bool operator==(const InputRef&, const InputRef&) = default;
};

// One incoming conditional connection; it is open once `node` has chosen `condition`.
struct Gate {
  std::size_t node = 0;
  std::string condition;
};

// One node with its neighbors. `sources` has one entry per input of the node, `targets` one per
// output.
struct GraphNode {
  std::optional<std::size_t> loop = {};                // the innermost Loop that contains the node
  std::vector<std::optional<OutputRef>> sources = {};  // per input; nullopt if not connected
  std::vector<std::vector<InputRef>> targets = {};  // per output, in the order of the connections
  std::vector<Gate> gates = {};                     // incoming conditional connections
};

// An indexed definition. Immutable. The nodes of all nested definitions share one range of
// positions: first come the flow's own nodes in their order, then those inside its loops.
class FlowGraph {
 public:
  // Requires a definition without Error findings: both ends of every connection exist, and there is
  // no cycle.
  explicit FlowGraph(FlowDefinition definition);

  // Returns the position of the node with that name, or nullopt if there is none.
  [[nodiscard]] std::optional<std::size_t> find_node(const std::string& name) const;

  // Returns the node without its `body`; GraphNode::loop leads from an inner node to its Loop.
  [[nodiscard]] const FlowNode& node(std::size_t position) const { return nodes_[position]; }
  [[nodiscard]] const GraphNode& neighbours(std::size_t position) const {
    return neighbours_[position];
  }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }

  // Returns an order in which every node comes after all nodes that it depends on and after the
  // Loop that contains it. It is made in passes over the positions; each pass appends the nodes
  // that are free by then.
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
