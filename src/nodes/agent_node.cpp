#include <fmt/format.h>

#include "nodes/service_nodes.h"

namespace flows::nodes {
namespace {

using base::Json;

Json attribute(const NodeInputs& inputs, std::string_view name) {
  const Json* value = inputs.find(name);
  return value == nullptr ? Json() : *value;
}

struct AgentProgram {
  std::string node;
  std::string agent_alias_arn;

  base::Result<NodeOutcome> operator()(const NodeInputs& inputs, const NodeContext& context) const {
    const Json* text = inputs.find("agentInputText");
    CHECK(text != nullptr, "a validated Agent node has its text");
    AgentCall call{context.call(node)};
    call.agent_alias_arn = agent_alias_arn;
    call.text = text->is_string() ? text->get<std::string>() : base::to_text(*text);
    call.prompt_attributes = attribute(inputs, "promptAttributes");
    call.session_attributes = attribute(inputs, "sessionAttributes");
    ASSIGN_OR_RETURN(AgentAnswer answer, context.clients.agents.invoke_agent(call));
    if (answer.input_required) {
      return base::Error{base::ErrorCode::kValidation,
                         fmt::format("The agent of Node {} asks for input, and this version of "
                                     "bedrock-flows-local has no conversations yet: {}",
                                     node, answer.text)};
    }
    model::NodeAction action = describe(call, answer, context);
    return NodeOutcome(Produced{.outputs = {{"agentResponse", std::move(answer.text)}},
                                .action = std::move(action)});
  }

  [[nodiscard]] static model::NodeAction describe(const AgentCall& call, const AgentAnswer& answer,
                                                  const NodeContext& context) {
    Json state = Json::object();
    if (!call.prompt_attributes.is_null()) {
      state["promptSessionAttributes"] = call.prompt_attributes;
    }
    if (!call.session_attributes.is_null()) state["sessionAttributes"] = call.session_attributes;
    const std::string& arn = call.agent_alias_arn;
    const std::size_t alias = arn.rfind('/') + 1;
    const std::size_t agent = alias < 2 ? 0 : arn.rfind('/', alias - 2) + 1;
    return {.request_id = context.ids.next(base::IdKind::kRequest),
            .service_name = "bedrock-agent-runtime",
            .operation_name = "InvokeAgent",
            .request = {{"agentId", alias < 2 ? "" : arn.substr(agent, alias - agent - 1)},
                        {"agentAliasId", arn.substr(alias)},
                        {"sessionId", call.run.execution_id},
                        {"inputText", call.text},
                        {"sessionState", std::move(state)}},
            .response = {{"sessionId", call.run.execution_id}, {"completion", answer.text}}};
  }
};

}  // namespace

base::Result<NodeProgram> compile_agent(const model::FlowNode& node) {
  return NodeProgram(
      AgentProgram{.node = node.name,
                   .agent_alias_arn = node.configuration.at("agentAliasArn").get<std::string>()});
}

}  // namespace flows::nodes
