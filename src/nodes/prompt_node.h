#pragma once

#include "nodes/node_type.h"

namespace flows::nodes {

// Puts its inputs into the places of its prompt, asks the model, gives its answer. The prompt
// stands in the node, or is looked up in Prompt management each time.
base::Result<NodeProgram> compile_prompt(const model::FlowNode& node);

}  // namespace flows::nodes
