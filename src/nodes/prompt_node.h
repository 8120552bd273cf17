#pragma once

#include "nodes/node_type.h"

namespace flows::nodes {

// Renders its prompt with its inputs, calls the model and returns the completion. The prompt stands
// in the node, or is looked up in Prompt management each time.
base::Result<NodeProgram> compile_prompt(const model::FlowNode& node);

}  // namespace flows::nodes
