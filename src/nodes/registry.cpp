#include "nodes/registry.h"

#include <algorithm>
#include <array>

#include "nodes/collector_node.h"
#include "nodes/condition_node.h"
#include "nodes/input_node.h"
#include "nodes/iterator_node.h"
#include "nodes/output_node.h"
#include "nodes/prompt_node.h"

namespace flows::nodes {
namespace {

using model::IoType;

constexpr std::array<PortSpec, 1> kDocument = {{{.name = "document"}}};
constexpr std::array<PortSpec, 1> kModelCompletion = {
    {{.name = "modelCompletion", .type = IoType::kString}}};
constexpr std::array<PortSpec, 1> kArray = {{{.name = "array", .type = IoType::kArray}}};
// An iterator whose size nobody asks for may leave arraySize out.
constexpr std::array<PortSpec, 2> kItemOutputs = {
    {{.name = "arrayItem"}, {.name = "arraySize", .type = IoType::kNumber, .required = false}}};
constexpr std::array<PortSpec, 2> kItemInputs = {
    {{.name = "arrayItem"}, {.name = "arraySize", .type = IoType::kNumber}}};
constexpr std::array<PortSpec, 1> kCollectedArray = {
    {{.name = "collectedArray", .type = IoType::kArray}}};

// The table of contents of this room.
constexpr std::array<NodeType, 6> kNodeTypes = {{
    {.name = "Input",
     .runtime_name = "FlowInputNode",
     .outputs = kDocument,
     .traits = {.starts = true},
     .compile = compile_input},
    {.name = "Output",
     .runtime_name = "FlowOutputNode",
     .inputs = kDocument,
     .traits = {.ends = true},
     .compile = compile_output},
    {.name = "Prompt",
     .runtime_name = "PromptNode",
     .outputs = kModelCompletion,
     .free_inputs = true,
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
     .traits = {.spreads_to = "arrayItem", .counts_to = "arraySize"},
     .compile = compile_iterator},
    {.name = "Collector",
     .runtime_name = "CollectorNode",
     .inputs = kItemInputs,
     .outputs = kCollectedArray,
     .traits = {.gathers_from = "arrayItem"},
     .compile = compile_collector},
}};

constexpr std::array<UnsupportedNodeType, 10> kUnsupported = {{
    {"Loop", "needs scopes that repeat"},
    {"LoopInput", "comes with Loop"},
    {"LoopController", "comes with Loop"},
    {"KnowledgeBase", "needs the knowledgeBases part of the backends document"},
    {"LambdaFunction", "needs the lambdas part of the backends document"},
    {"Agent", "needs the agents part of the backends document, and conversations"},
    {"Lex", "needs the lexBots part of the backends document"},
    {"InlineCode", "needs a sandbox for Python"},
    {"Storage", "needs the bucket store"},
    {"Retrieval", "needs the bucket store"},
}};

}  // namespace

std::span<const NodeType> node_types() { return kNodeTypes; }

const NodeType* find_node_type(std::string_view name) {
  const auto* const found = std::find_if(kNodeTypes.begin(), kNodeTypes.end(),
                                         [&](const NodeType& type) { return type.name == name; });
  return found == kNodeTypes.end() ? nullptr : found;
}

std::span<const UnsupportedNodeType> unsupported_node_types() { return kUnsupported; }

}  // namespace flows::nodes
