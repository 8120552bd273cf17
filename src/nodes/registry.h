#pragma once

#include <span>
#include <string_view>

#include "nodes/node_type.h"

namespace flows::nodes {

// Every node type that runs.
std::span<const NodeType> node_types();

// The row of that FlowNodeType; nullptr if this version does not run it.
const NodeType* find_node_type(std::string_view name);

// A FlowNodeType that AWS has and this version does not run.
struct UnsupportedNodeType {
  std::string_view name;
  std::string_view reason;
};

std::span<const UnsupportedNodeType> unsupported_node_types();

}  // namespace flows::nodes
