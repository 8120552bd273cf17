#pragma once

#include <string_view>
#include <vector>

#include "expr/condition_expression.h"
#include "nodes/node_type.h"

namespace flows::nodes {

// The condition of a Condition node that is satisfied if no other is; it has no expression.
inline constexpr std::string_view kDefaultCondition = "default";

// Returns the inputs that the expressions of a node may name: all inputs of a Condition node, and
// those of the category LoopCondition of a LoopController.
std::vector<expr::Operand> operands_of(const model::FlowNode& node);

// Compiles a program that evaluates the node's conditions in the order of the list and selects the
// first one that is true, otherwise the default.
base::Result<NodeProgram> compile_condition(const model::FlowNode& node);

}  // namespace flows::nodes
