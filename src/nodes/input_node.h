#pragma once

#include "nodes/node_type.h"

namespace flows::nodes {

// Compiles a program that outputs the document with which the run was started.
base::Result<NodeProgram> compile_input(const model::FlowNode& node);

}  // namespace flows::nodes
