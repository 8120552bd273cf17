#pragma once

#include <span>
#include <string_view>

#include "nodes/node_type.h"

namespace flows::nodes {

// Every FlowNodeType that AWS has, those that this version does not run included.
std::span<const NodeType> node_types();

// The row of that FlowNodeType; nullptr if AWS has none.
const NodeType* find_node_type(std::string_view name);

}  // namespace flows::nodes
