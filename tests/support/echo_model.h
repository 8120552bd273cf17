#pragma once

#include <map>
#include <utility>

#include "nodes/clients.h"

namespace flows::testing {

// A model for tests of the rooms below backends: its completion is the prompt itself.
class EchoModel final : public nodes::ModelClient {
 public:
  base::Result<nodes::ModelResponse> converse(const nodes::ModelCall& call) override {
    calls.push_back(call);
    return nodes::ModelResponse{.text = call.prompt, .input_tokens = 1, .output_tokens = 1};
  }

  std::vector<nodes::ModelCall> calls = {};
};

// Stands in for all other services: it returns its input, so that a test sees it.
class EchoServices final : public nodes::FunctionClient,
                           public nodes::KnowledgeClient,
                           public nodes::AgentClient,
                           public nodes::LexClient,
                           public nodes::BucketClient,
                           public nodes::CodeRunner,
                           public nodes::PromptClient {
 public:
  base::Result<base::Json> invoke(const nodes::FunctionCall& call) override { return call.event; }

  base::Result<base::Json> retrieve(const nodes::RetrieveCall& call) override {
    return base::Json::array({{{"content", {{"text", "About " + call.query}, {"type", "TEXT"}}}}});
  }

  base::Result<nodes::AgentResponse> invoke_agent(const nodes::AgentCall& call) override {
    return nodes::AgentResponse{.text = "Agent: " + call.text};
  }

  base::Result<std::string> recognize(const nodes::LexCall& call) override {
    return "Intent" + call.text;
  }

  base::Result<void> put_object(const nodes::ObjectCall& call,
                                const std::string& content) override {
    objects[{call.bucket, call.key}] = content;
    return {};
  }

  base::Result<std::string> get_object(const nodes::ObjectCall& call) override {
    const auto found = objects.find({call.bucket, call.key});
    if (found != objects.end()) return found->second;
    return base::Error{base::ErrorCode::kDependencyFailed, "There is no such object.", {}, "S3"};
  }

  // The variables, as an object.
  base::Result<base::Json> run(const nodes::CodeCall& call) override {
    base::Json variables = base::Json::object();
    for (const auto& [name, value] : call.variables) variables[name] = value;
    return variables;
  }

  // A prompt that says its ARN.
  base::Result<base::Json> find_prompt(const nodes::PromptCall& call) override {
    return base::Json(
        {{"modelId", "m"},
         {"templateConfiguration", {{"text", {{"text", call.prompt_arn + ": {{it}}"}}}}}});
  }

  std::map<std::pair<std::string, std::string>, std::string> objects = {};
};

// Returns the clients of a run in which `model` and `services` respond.
inline nodes::Clients clients_of(nodes::ModelClient& model, EchoServices& services) {
  return {model, services, services, services, services, services, services, services};
}

}  // namespace flows::testing
