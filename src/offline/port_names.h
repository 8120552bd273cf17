#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/flow_definition.h"

// Sentences that name the ports which nodes may have.
namespace flows::offline {

// Returns the words as "a", "a and b" or "a, b and c". Requires at least one.
std::string in_words(std::span<const std::string> words);

// Returns the node type with its article and "node", for example "an Agent node".
std::string node_of_type(std::string_view type);

// Says which ports every node of this node's type has, for example "A KnowledgeBase node has the
// input retrievalQuery and the output retrievalResults, or outputText with a modelId."
std::string ports_of_type(const model::FlowNode& node);

// Says what to do with a port whose name the node's type does not have: which name it should have
// if only one is possible, else only that it is to be renamed or removed.
std::string correct_input(const model::FlowNode& node, const std::string& name);
std::string correct_output(const model::FlowNode& node, const std::string& name);

// Returns the names of the ports that the node declares.
std::vector<std::string> declared_inputs(const model::FlowNode& node);
std::vector<std::string> declared_outputs(const model::FlowNode& node);

}  // namespace flows::offline
