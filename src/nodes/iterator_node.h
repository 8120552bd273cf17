#pragma once

#include "nodes/node_type.h"

namespace flows::nodes {

// Compiles a program that hands out the items of the node's array one after the other.
base::Result<NodeProgram> compile_iterator(const model::FlowNode& node);

}  // namespace flows::nodes
