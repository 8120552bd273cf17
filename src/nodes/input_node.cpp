#include "nodes/input_node.h"

namespace flows::nodes {

base::Result<NodeProgram> compile_input(const model::FlowNode& /*node*/) {
  return NodeProgram(
      [](const NodeInputs&, const NodeContext& context) -> base::Result<NodeOutcome> {
        return NodeOutcome(Produced{.outputs = {{"document", context.flow_input}}});
      });
}

}  // namespace flows::nodes
