#pragma once

#include "nodes/node_type.h"

namespace flows::nodes {

// Returns its document as an output of the flow.
base::Result<NodeProgram> compile_output(const model::FlowNode& node);

}  // namespace flows::nodes
