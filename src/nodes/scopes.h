#pragma once

#include <vector>

#include "base/result.h"
#include "model/flow_graph.h"

namespace flows::nodes {

// The spreading nodes within whose items, and the repeating ones within whose passes, a node runs,
// outermost first. Empty: it runs once.
using ScopePath = std::vector<std::size_t>;

// What is known about iterations before a run starts; indexed by node.
struct Scopes {
  std::vector<ScopePath> of_node;
  // For a gathering node, the path in which the values it gathers arise: its own, and the iteration
  // that it closes.
  std::vector<ScopePath> gathered;
};

// Finds the scope of each node: everything that depends on an item runs in the scope of that item,
// up to a gathering node, which closes it. Errors: kValidation, where a gathering node has no
// iteration to close or where a node depends on two iterations that do not nest.
base::Result<Scopes> find_scopes(const model::FlowGraph& graph);

}  // namespace flows::nodes
