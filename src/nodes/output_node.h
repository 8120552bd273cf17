#pragma once

#include "nodes/node_type.h"

namespace flows::nodes {

// Returns its document to whoever started the run.
base::Result<NodeProgram> compile_output(const model::FlowNode& node);

}  // namespace flows::nodes
