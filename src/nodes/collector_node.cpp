#include "nodes/collector_node.h"

namespace flows::nodes {

base::Result<NodeProgram> compile_collector(const model::FlowNode& /*node*/) {
  return NodeProgram([](const NodeInputs& inputs, const NodeContext&) -> base::Result<NodeOutcome> {
    // The engine has gathered the values of all items under the name of the gathering input.
    const base::Json* gathered = inputs.find("arrayItem");
    CHECK(gathered != nullptr && gathered->is_array(), "a collector runs with what was gathered");
    return NodeOutcome(Produced{.outputs = {{"collectedArray", *gathered}}});
  });
}

}  // namespace flows::nodes
