#include "nodes/output_node.h"

namespace flows::nodes {

base::Result<NodeProgram> compile_output(const model::FlowNode& /*node*/) {
  return NodeProgram([](const NodeInputs& inputs, const NodeContext&) -> base::Result<NodeOutcome> {
    const base::Json* document = inputs.find("document");
    CHECK(document != nullptr, "a validated Output node has its document");
    return NodeOutcome(Returned{*document});
  });
}

}  // namespace flows::nodes
