#pragma once

#include <string_view>

#include "validate/subject.h"

// Finds the faults in the ports of nodes and decides which are reported, so that each is reported
// once; see NodeView.
namespace flows::validate {

// Returns the output that a KnowledgeBase node has: a knowledge base either generates a text or
// retrieves results, depending on its configuration.
std::string_view knowledge_output(const model::FlowNode& node);

// Checks the ports of each node against the node's type and, for prompts, against the template.
void find_port_faults(DefinitionView& view);

// Checks the ports of a loop against those of the nodes inside that stand for its start and its
// end.
void find_loop_faults(const DefinitionView& inside, NodeView& loop);

// Finds the inputs without a connection, taking into account the faults that the two above have
// found.
void find_unfulfilled_inputs(DefinitionView& view);

}  // namespace flows::validate
