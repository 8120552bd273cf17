#include "nodes/no_clients.h"

namespace flows::nodes {
namespace {

base::Error refuse(const Call& call) {
  return {base::ErrorCode::kInternalServer,
          "Node " + call.node + " asked a service on a thread that must not wait."};
}

}  // namespace

base::Result<ModelResponse> NoClients::converse(const ModelCall& call) { return refuse(call); }
base::Result<base::Json> NoClients::find_prompt(const PromptCall& call) { return refuse(call); }
base::Result<base::Json> NoClients::invoke(const FunctionCall& call) { return refuse(call); }
base::Result<base::Json> NoClients::retrieve(const RetrieveCall& call) { return refuse(call); }
base::Result<AgentResponse> NoClients::invoke_agent(const AgentCall& call) { return refuse(call); }
base::Result<std::string> NoClients::recognize(const LexCall& call) { return refuse(call); }
base::Result<void> NoClients::put_object(const ObjectCall& call, const std::string& /*content*/) {
  return refuse(call);
}
base::Result<std::string> NoClients::get_object(const ObjectCall& call) { return refuse(call); }
base::Result<base::Json> NoClients::run(const CodeCall& call) { return refuse(call); }

}  // namespace flows::nodes
