#pragma once

#include "nodes/node_type.h"

namespace flows::nodes {

// Compiles a program that returns the values gathered from the items of the iteration, in their
// order.
base::Result<NodeProgram> compile_collector(const model::FlowNode& node);

}  // namespace flows::nodes
