#pragma once

#include <string_view>

#include "nodes/node_type.h"

// Loop, LoopInput and LoopController.
namespace flows::nodes {

// The purposes of a LoopController's inputs (FlowNodeInputCategory).
inline constexpr std::string_view kLoopCondition = "LoopCondition";
inline constexpr std::string_view kReturnValueToLoopStart = "ReturnValueToLoopStart";
inline constexpr std::string_view kExitLoop = "ExitLoop";

// The output of a Loop that has the number of its passes; the nodes inside need not produce it.
inline constexpr std::string_view kIterationCount = "iterationCount";

// Compiles a program that makes the nodes inside of the Loop run.
base::Result<NodeProgram> compile_loop(const model::FlowNode& node);

// Compiles a program that is never called, because a pass begins with the outputs of its LoopInput.
base::Result<NodeProgram> compile_loop_input(const model::FlowNode& node);

// Compiles a program that evaluates the condition of the loop over the node's inputs of the
// category LoopCondition. The loop ends after `maxIterations` passes in any case.
base::Result<NodeProgram> compile_loop_controller(const model::FlowNode& node);

}  // namespace flows::nodes
