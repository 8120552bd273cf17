#pragma once

#include "nodes/node_type.h"

// Compilers of the nodes that only call a service and pass its response on. The comments describe
// what the programs do.
namespace flows::nodes {

// Invokes a function with AWS's event: the inputs in the order of their declaration.
base::Result<NodeProgram> compile_lambda_function(const model::FlowNode& node);

// Searches a knowledge base. If the node has a model, the model writes the output from the results;
// otherwise the results are the output.
base::Result<NodeProgram> compile_knowledge_base(const model::FlowNode& node);

// The input of an Agent node with the text for the agent, either from the flow or from its user.
inline constexpr std::string_view kAgentInputText = "agentInputText";

// Sends one text to an agent, which either responds or asks the user.
base::Result<NodeProgram> compile_agent(const model::FlowNode& node);

// Asks a bot for the intent of an utterance.
base::Result<NodeProgram> compile_lex(const model::FlowNode& node);

// Writes an object: a String unchanged, everything else as JSON.
base::Result<NodeProgram> compile_storage(const model::FlowNode& node);

// Reads an object, which must be text. It is parsed as JSON if the output is no String.
base::Result<NodeProgram> compile_retrieval(const model::FlowNode& node);

// Runs Python code with the inputs as variables; the value of its last line is the output.
base::Result<NodeProgram> compile_inline_code(const model::FlowNode& node);

}  // namespace flows::nodes
