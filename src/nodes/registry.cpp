#include "nodes/registry.h"

#include <algorithm>
#include <iterator>

#include "nodes/collector_node.h"
#include "nodes/condition_node.h"
#include "nodes/input_node.h"
#include "nodes/iterator_node.h"
#include "nodes/loop_nodes.h"
#include "nodes/output_node.h"
#include "nodes/prompt_node.h"
#include "nodes/service_nodes.h"

namespace flows::nodes {
namespace {

using model::IoType;

// Ports, with the names from AWS's documentation.
constexpr PortSpec kDocument[] = {{.name = "document"}};
constexpr PortSpec kModelCompletion[] = {{.name = "modelCompletion", .type = IoType::kString}};
constexpr PortSpec kArray[] = {{.name = "array", .type = IoType::kArray}};
// An iterator may leave arraySize out if nothing uses it.
constexpr PortSpec kItemOutputs[] = {
    {.name = "arrayItem"}, {.name = "arraySize", .type = IoType::kNumber, .required = false}};
constexpr PortSpec kItemInputs[] = {{.name = "arrayItem"},
                                    {.name = "arraySize", .type = IoType::kNumber}};
constexpr PortSpec kCollectedArray[] = {{.name = "collectedArray", .type = IoType::kArray}};
// The text is a String in the documentation's table but of any type in its sample.
constexpr PortSpec kAgentInputs[] = {
    {.name = kAgentInputText},
    {.name = "promptAttributes", .type = IoType::kObject, .required = false},
    {.name = "sessionAttributes", .type = IoType::kObject, .required = false}};
constexpr PortSpec kAgentResponse[] = {{.name = "agentResponse", .type = IoType::kString}};
constexpr PortSpec kRetrievalQuery[] = {{.name = "retrievalQuery", .type = IoType::kString}};
// A node has one of them, depending on whether its configuration has a model.
constexpr PortSpec kKnowledge[] = {
    {.name = "retrievalResults", .type = IoType::kArray, .required = false},
    {.name = "outputText", .type = IoType::kString, .required = false}};
constexpr PortSpec kFunctionResponse[] = {{.name = "functionResponse"}};
constexpr PortSpec kResponse[] = {{.name = "response"}};
constexpr PortSpec kLexInputs[] = {
    {.name = "inputText", .type = IoType::kString},
    {.name = "requestAttributes", .type = IoType::kObject, .required = false},
    {.name = "sessionAttributes", .type = IoType::kObject, .required = false}};
constexpr PortSpec kPredictedIntent[] = {{.name = "predictedIntent", .type = IoType::kString}};
constexpr PortSpec kStorageInputs[] = {{.name = "content"},
                                       {.name = "objectKey", .type = IoType::kString}};
constexpr PortSpec kS3Uri[] = {{.name = "s3Uri", .type = IoType::kString}};
constexpr PortSpec kObjectKey[] = {{.name = "objectKey", .type = IoType::kString}};
constexpr PortSpec kS3Content[] = {{.name = "s3Content"}};

// All node types.
constexpr NodeType kNodeTypes[] = {
    {.name = "Input",
     .runtime_name = "FlowInputNode",
     .outputs = kDocument,
     .configured = false,
     .traits = {.starts = true},
     .compile = compile_input},
    {.name = "Output",
     .runtime_name = "FlowOutputNode",
     .inputs = kDocument,
     .configured = false,
     .traits = {.ends = true},
     .compile = compile_output},
    {.name = "Prompt",
     .runtime_name = "PromptNode",
     .outputs = kModelCompletion,
     .free_inputs = true,
     .traits = {.calls_out = true},
     .compile = compile_prompt},
    {.name = "Condition",
     .runtime_name = "ConditionNode",
     .free_inputs = true,
     .traits = {.chooses = true},
     .compile = compile_condition},
    {.name = "Iterator",
     .runtime_name = "IteratorNode",
     .inputs = kArray,
     .outputs = kItemOutputs,
     .configured = false,
     .traits = {.spreads_to = "arrayItem", .counts_to = "arraySize"},
     .compile = compile_iterator},
    {.name = "Collector",
     .runtime_name = "CollectorNode",
     .inputs = kItemInputs,
     .outputs = kCollectedArray,
     .configured = false,
     .traits = {.gathers_from = "arrayItem"},
     .compile = compile_collector},
    {.name = "Loop",
     .runtime_name = "LoopNode",
     .free_inputs = true,
     .free_outputs = true,
     .traits = {.repeats = true},
     .compile = compile_loop},
    {.name = "LoopInput",
     .runtime_name = "LoopInputNode",
     .free_outputs = true,
     .configured = false,
     .traits = {.enters = true},
     .compile = compile_loop_input},
    {.name = "LoopController",
     .runtime_name = "LoopControllerNode",
     .free_inputs = true,
     .traits = {.decides = true},
     .compile = compile_loop_controller},
    {.name = "Agent",
     .runtime_name = "AgentNode",
     .inputs = kAgentInputs,
     .outputs = kAgentResponse,
     .traits = {.calls_out = true, .asks_through = kAgentInputText},
     .compile = compile_agent},
    {.name = "KnowledgeBase",
     .runtime_name = "KnowledgeBaseNode",
     .inputs = kRetrievalQuery,
     .outputs = kKnowledge,
     .traits = {.calls_out = true},
     .compile = compile_knowledge_base},
    {.name = "LambdaFunction",
     .runtime_name = "LambdaFunctionNode",
     .outputs = kFunctionResponse,
     .free_inputs = true,
     .traits = {.calls_out = true},
     .compile = compile_lambda_function},
    {.name = "InlineCode",
     .runtime_name = "InlineCodeNode",
     .outputs = kResponse,
     .free_inputs = true,
     .traits = {.calls_out = true, .sync_only = true},
     .compile = compile_inline_code},
    {.name = "Lex",
     .runtime_name = "LexNode",
     .inputs = kLexInputs,
     .outputs = kPredictedIntent,
     .traits = {.calls_out = true},
     .compile = compile_lex},
    {.name = "Storage",
     .runtime_name = "StorageNode",
     .inputs = kStorageInputs,
     .outputs = kS3Uri,
     .traits = {.calls_out = true},
     .compile = compile_storage},
    {.name = "Retrieval",
     .runtime_name = "RetrievalNode",
     .inputs = kObjectKey,
     .outputs = kS3Content,
     .traits = {.calls_out = true},
     .compile = compile_retrieval},
};

}  // namespace

std::span<const NodeType> node_types() { return kNodeTypes; }

const NodeType* find_node_type(std::string_view name) {
  const auto* const found = std::ranges::find(kNodeTypes, name, &NodeType::name);
  return found == std::end(kNodeTypes) ? nullptr : found;
}

}  // namespace flows::nodes
