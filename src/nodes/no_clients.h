#pragma once

#include "nodes/clients.h"

namespace flows::nodes {

// Clients that refuse every call. A run gets them on a thread that must not wait, so that no node
// can make it wait. Threads: any.
class NoClients final : private ModelClient,
                        private PromptClient,
                        private FunctionClient,
                        private KnowledgeClient,
                        private AgentClient,
                        private LexClient,
                        private BucketClient,
                        private CodeRunner {
 public:
  [[nodiscard]] Clients clients() {
    return {.models = *this,
            .functions = *this,
            .knowledge = *this,
            .agents = *this,
            .lex = *this,
            .buckets = *this,
            .code = *this,
            .prompts = *this};
  }

 private:
  base::Result<ModelResponse> converse(const ModelCall& call) override;
  base::Result<base::Json> find_prompt(const PromptCall& call) override;
  base::Result<base::Json> invoke(const FunctionCall& call) override;
  base::Result<base::Json> retrieve(const RetrieveCall& call) override;
  base::Result<AgentResponse> invoke_agent(const AgentCall& call) override;
  base::Result<std::string> recognize(const LexCall& call) override;
  base::Result<void> put_object(const ObjectCall& call, const std::string& content) override;
  base::Result<std::string> get_object(const ObjectCall& call) override;
  base::Result<base::Json> run(const CodeCall& call) override;
};

}  // namespace flows::nodes
