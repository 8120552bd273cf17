#include "nodes/service_nodes.h"

namespace flows::nodes {
namespace {

using base::Json;

struct LambdaFunctionProgram {
  std::string node;
  std::string function;
  std::vector<model::FlowNodeInput> inputs;

  base::Result<NodeOutcome> operator()(const NodeInputs& values, const NodeContext& context) const {
    FunctionCall call{context.call(node)};
    call.function = function;
    call.event = event(values, context.run);
    ASSIGN_OR_RETURN(Json payload, context.clients.functions.invoke(call));
    model::NodeAction action{.request_id = context.ids.next(base::IdKind::kRequest),
                             .service_name = "lambda",
                             .operation_name = "Invoke",
                             .request = {{"functionName", function},
                                         {"invocationType", "RequestResponse"},
                                         {"payload", call.event}},
                             .response = {{"statusCode", 200}, {"payload", payload}}};
    return NodeOutcome(Produced{.outputs = {{"functionResponse", std::move(payload)}},
                                .call = {.action = std::move(action)}});
  }

  [[nodiscard]] Json event(const NodeInputs& values, const RunIdentity& run) const {
    Json list = Json::array();
    for (const model::FlowNodeInput& input : inputs) {
      const Json* value = values.find(input.name);
      if (value == nullptr) continue;
      list.push_back({{"name", input.name},
                      {"type", model::to_text(input.type)},
                      {"expression", input.expression},
                      {"value", *value}});
    }
    return {{"messageVersion", "1.0"},
            {"flow", {{"flowArn", run.flow_arn}, {"flowAliasArn", run.alias_arn}}},
            {"node", {{"name", node}, {"inputs", std::move(list)}}}};
  }
};

}  // namespace

base::Result<NodeProgram> compile_lambda_function(const model::FlowNode& node) {
  return NodeProgram(
      LambdaFunctionProgram{.node = node.name,
                            .function = node.configuration.at("lambdaArn").get<std::string>(),
                            .inputs = node.inputs});
}

}  // namespace flows::nodes
