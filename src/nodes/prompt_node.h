#pragma once

#include "nodes/node_type.h"

namespace flows::nodes {

// Compiles a program that renders the node's prompt with its inputs, calls the model and outputs
// the completion. The prompt is part of the node, or is looked up in Prompt management on every
// run.
base::Result<NodeProgram> compile_prompt(const model::FlowNode& node);

}  // namespace flows::nodes
