#pragma once

#include <span>
#include <string_view>

#include "nodes/node_type.h"

namespace flows::nodes {

// Returns every FlowNodeType that AWS has, including those that this version does not run.
std::span<const NodeType> node_types();

// Returns the row of that FlowNodeType; nullptr if AWS does not have it.
const NodeType* find_node_type(std::string_view name);

}  // namespace flows::nodes
