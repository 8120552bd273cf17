#pragma once

#include <vector>

#include "base/result.h"
#include "model/flow_graph.h"

namespace flows::nodes {

// The spreading nodes in whose items and the repeating nodes in whose passes a node runs, outermost
// first. If it is empty, the node runs once.
using ScopePath = std::vector<std::size_t>;

// What is known about the iterations of a flow before a run starts. Both members are indexed by
// node.
struct Scopes {
  std::vector<ScopePath> of_node;
  // For a gathering node, the scope of the values that it gathers: its own scope plus the iteration
  // that it closes.
  std::vector<ScopePath> gathered;
};

// Finds the scope of each node. Everything that depends on an item runs in the scope of that item,
// up to a gathering node, which closes it. Errors: kValidation if a gathering node has no iteration
// to close, a node depends on two iterations that do not nest, or a node inside an iteration waits
// for its end.
base::Result<Scopes> find_scopes(const model::FlowGraph& graph);

}  // namespace flows::nodes
