#pragma once

#include "nodes/node_type.h"

namespace flows::nodes {

// Gives the document that the run was started with.
base::Result<NodeProgram> compile_input(const model::FlowNode& node);

}  // namespace flows::nodes
