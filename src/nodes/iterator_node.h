#pragma once

#include "nodes/node_type.h"

namespace flows::nodes {

// Hands out the items of its array one after the other.
base::Result<NodeProgram> compile_iterator(const model::FlowNode& node);

}  // namespace flows::nodes
