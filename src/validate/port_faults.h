#pragma once

#include "validate/subject.h"

// Finds what is wrong with the ports of nodes, so that each fault is reported once: see NodeView.
namespace flows::validate {

// The ports of each node against its type and, for prompts, its template.
void find_port_faults(DefinitionView& view);

// The ports of a loop against those of the nodes inside of it that stand for its ends.
void find_loop_faults(const DefinitionView& inside, NodeView& loop);

// The inputs that nothing is connected to, in view of the faults found by the two above.
void find_unfulfilled_inputs(DefinitionView& view);

}  // namespace flows::validate
