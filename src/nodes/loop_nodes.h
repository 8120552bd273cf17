#pragma once

#include <string_view>

#include "nodes/node_type.h"

// Loop, LoopInput and LoopController.
namespace flows::nodes {

// What an input of a LoopController is for (FlowNodeInputCategory).
inline constexpr std::string_view kLoopCondition = "LoopCondition";
inline constexpr std::string_view kReturnValueToLoopStart = "ReturnValueToLoopStart";
inline constexpr std::string_view kExitLoop = "ExitLoop";

// The output of a Loop that counts its passes; its inside need not give it.
inline constexpr std::string_view kIterationCount = "iterationCount";

// Lets what is inside run.
base::Result<NodeProgram> compile_loop(const model::FlowNode& node);

// Never asked: a pass begins with its outputs.
base::Result<NodeProgram> compile_loop_input(const model::FlowNode& node);

// Evaluates the condition of the loop over its inputs of the category LoopCondition. After
// `maxIterations` passes the loop ends in any case.
base::Result<NodeProgram> compile_loop_controller(const model::FlowNode& node);

}  // namespace flows::nodes
