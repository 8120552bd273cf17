#include "nodes/iterator_node.h"

namespace flows::nodes {

base::Result<NodeProgram> compile_iterator(const model::FlowNode& /*node*/) {
  return NodeProgram([](const NodeInputs& inputs, const NodeContext&) -> base::Result<NodeOutcome> {
    const base::Json* array = inputs.find("array");
    CHECK(array != nullptr && array->is_array(), "a validated Iterator node has its array");
    return NodeOutcome(Spread{*array});
  });
}

}  // namespace flows::nodes
