#pragma once

#include <string_view>
#include <vector>

#include "expr/condition_expression.h"
#include "nodes/node_type.h"

namespace flows::nodes {

// The entry of a Condition node that holds when no other does; it has no expression.
inline constexpr std::string_view kDefaultCondition = "default";

// The inputs that the expressions of a node may name: all of a Condition node, of a LoopController
// those of the category LoopCondition.
std::vector<expr::Operand> operands_of(const model::FlowNode& node);

// Tries its conditions in the order of the list; the first true one is satisfied, else the default.
base::Result<NodeProgram> compile_condition(const model::FlowNode& node);

}  // namespace flows::nodes
