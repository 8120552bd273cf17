#include "nodes/service_nodes.h"

namespace flows::nodes {
namespace {

using base::Json;

Json attribute(const NodeInputs& inputs, std::string_view name) {
  const Json* value = inputs.find(name);
  return value == nullptr ? Json() : *value;
}

// The agent to call: the last two parts of "…:agent-alias/<agent>/<alias>".
struct AgentName {
  std::string agent_id;
  std::string alias_id;
};

AgentName name_in(const std::string& arn) {
  const std::size_t alias = arn.rfind('/') + 1;
  const std::size_t agent = alias < 2 ? 0 : arn.rfind('/', alias - 2) + 1;
  return {.agent_id = alias < 2 ? "" : arn.substr(agent, alias - agent - 1),
          .alias_id = arn.substr(alias)};
}

struct AgentProgram {
  std::string node;
  std::string agent_alias_arn;
  AgentName agent;

  base::Result<NodeOutcome> operator()(const NodeInputs& inputs, const NodeContext& context) const {
    const Json* text = inputs.find(kAgentInputText);
    CHECK(text != nullptr, "a validated Agent node has its text");
    AgentCall call{context.call(node)};
    call.agent_alias_arn = agent_alias_arn;
    call.text = text->is_string() ? text->get<std::string>() : base::to_text(*text);
    call.prompt_attributes = attribute(inputs, "promptAttributes");
    call.session_attributes = attribute(inputs, "sessionAttributes");
    ASSIGN_OR_RETURN(AgentResponse response, context.clients.agents.invoke_agent(call));
    ReportedCall reported{.action = describe(call, response, context),
                          .agent_traces = {trace(call, response)}};
    if (response.input_required) {
      return NodeOutcome(Asked{.question = std::move(response.text), .call = std::move(reported)});
    }
    return NodeOutcome(Produced{.outputs = {{"agentResponse", std::move(response.text)}},
                                .call = std::move(reported)});
  }

  [[nodiscard]] model::NodeAction describe(const AgentCall& call, const AgentResponse& response,
                                           const NodeContext& context) const {
    Json state = Json::object();
    if (!call.prompt_attributes.is_null()) {
      state["promptSessionAttributes"] = call.prompt_attributes;
    }
    if (!call.session_attributes.is_null()) state["sessionAttributes"] = call.session_attributes;
    return {.request_id = context.ids.next(base::IdKind::kRequest),
            .service_name = "bedrock-agent-runtime",
            .operation_name = "InvokeAgent",
            .request = {{"agentId", agent.agent_id},
                        {"agentAliasId", agent.alias_id},
                        {"sessionId", call.run.execution_id},
                        {"inputText", call.text},
                        {"sessionState", std::move(state)}},
            .response = {{"sessionId", call.run.execution_id}, {"completion", response.text}}};
  }

  // Returns a trace with the only observation that is available: how the agent's turn ended.
  [[nodiscard]] model::AgentTrace trace(const AgentCall& call,
                                        const AgentResponse& response) const {
    Json observation = {{"finalResponse", {{"text", response.text}}},
                        {"type", response.input_required ? "ASK_USER" : "FINISH"}};
    return {.agent_id = agent.agent_id,
            .agent_alias_id = agent.alias_id,
            .session_id = call.run.execution_id,
            .trace = {{"orchestrationTrace", {{"observation", std::move(observation)}}}}};
  }
};

}  // namespace

base::Result<NodeProgram> compile_agent(const model::FlowNode& node) {
  const auto arn = node.configuration.at("agentAliasArn").get<std::string>();
  return NodeProgram(
      AgentProgram{.node = node.name, .agent_alias_arn = arn, .agent = name_in(arn)});
}

}  // namespace flows::nodes
