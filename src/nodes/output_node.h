#pragma once

#include "nodes/node_type.h"

namespace flows::nodes {

// Compiles a program that returns the node's document as an output of the flow.
base::Result<NodeProgram> compile_output(const model::FlowNode& node);

}  // namespace flows::nodes
