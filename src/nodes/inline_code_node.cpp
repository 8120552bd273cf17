#include "nodes/service_nodes.h"

namespace flows::nodes {
namespace {

struct InlineCodeProgram {
  std::string node;
  std::string code;

  base::Result<NodeOutcome> operator()(const NodeInputs& inputs, const NodeContext& context) const {
    CodeCall call{context.call(node)};
    call.code = code;
    for (const InputValue& input : inputs.all()) {
      call.variables.emplace_back(input.name, input.value);
    }
    ASSIGN_OR_RETURN(base::Json result, context.clients.code.run(call));
    return NodeOutcome(Produced{.outputs = {{"response", std::move(result)}}});
  }
};

}  // namespace

base::Result<NodeProgram> compile_inline_code(const model::FlowNode& node) {
  return NodeProgram(InlineCodeProgram{.node = node.name,
                                       .code = node.configuration.at("code").get<std::string>()});
}

}  // namespace flows::nodes
