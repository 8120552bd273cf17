#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"

// The services that nodes call. They are declared here, where they are needed, and implemented in
// backends. Clients may be called from any thread and block for as long as the service takes. Their
// errors are those that the real service would raise (kThrottling, kAccessDenied, …), with
// `resource_name` set for kDependencyFailed and kBadGateway.
namespace flows::nodes {

// Identifies the flow that runs and its execution.
struct RunIdentity {
  std::string flow_arn = {};
  std::string alias_arn = {};
  std::string execution_id = {};
};

// The members that all calls have in common.
struct Call {
  std::string node = {};      // the node that asks
  RunIdentity run = {};       // the run that it is part of
  base::TimePoint deadline;   // the time limit of the node
  std::stop_token stop = {};  // requested once nobody waits for the response
};

// One Converse call of a Prompt node.
struct ModelCall : Call {
  std::string model_id = {};
  std::string prompt = {};  // the rendered text of the user's last message
  // All rendered messages: [{role, content: [{text}]}], including `prompt`.
  base::Json messages = base::Json::array();
  base::Json system = base::Json::array();  // [{text}]
  base::Json tool_config = {};              // toolConfig; null if there are no tools
  // {maxTokens, temperature, topP, stopSequences}, as far as configured.
  base::Json inference_config = {};
  base::Json additional_fields = {};        // additionalModelRequestFields; null if none
  std::optional<std::string> latency = {};  // performanceConfig.latency of the invocation
  std::string guardrail_id = {};            // empty: the prompt has no guardrail
};

struct ModelResponse {
  std::string text;
  std::string stop_reason = "end_turn";
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
};

class ModelClient {
 public:
  virtual ~ModelClient() = default;
  virtual base::Result<ModelResponse> converse(const ModelCall& call) = 0;
};

// One lookup of a prompt in Prompt management.
struct PromptCall : Call {
  std::string prompt_arn = {};  // without a version, it means the draft
};

class PromptClient {
 public:
  virtual ~PromptClient() = default;
  // Returns the default variant as the API writes it. Further error: kDependencyFailed if the
  // prompt does not exist.
  virtual base::Result<base::Json> find_prompt(const PromptCall& call) = 0;
};

// One synchronous invocation of a Lambda function.
struct FunctionCall : Call {
  std::string function = {};  // an ARN or a name, as the node has it
  base::Json event = {};
};

class FunctionClient {
 public:
  virtual ~FunctionClient() = default;
  // Returns what the function returns.
  virtual base::Result<base::Json> invoke(const FunctionCall& call) = 0;
};

// One search in a knowledge base.
struct RetrieveCall : Call {
  std::string knowledge_base_id = {};
  std::string query = {};
  std::optional<std::int64_t> results_max = {};  // numberOfResults, if the node has it
};

class KnowledgeClient {
 public:
  virtual ~KnowledgeClient() = default;
  // Returns an array of results as Retrieve returns them: content, location, score, metadata.
  virtual base::Result<base::Json> retrieve(const RetrieveCall& call) = 0;
};

// One turn of a conversation with an agent.
struct AgentCall : Call {
  std::string agent_alias_arn = {};
  std::string text = {};
  base::Json prompt_attributes = {};   // null if the node has none
  base::Json session_attributes = {};  // the same
};

struct AgentResponse {
  std::string text;
  bool input_required = false;  // `text` is a question to the user, for whose answer the flow waits
};

class AgentClient {
 public:
  virtual ~AgentClient() = default;
  virtual base::Result<AgentResponse> invoke_agent(const AgentCall& call) = 0;
};

// One utterance for a Lex bot.
struct LexCall : Call {
  std::string bot_alias_arn = {};
  std::string locale_id = {};
  std::string text = {};
  base::Json request_attributes = {};  // null if the node has none
  base::Json session_attributes = {};  // the same
};

class LexClient {
 public:
  virtual ~LexClient() = default;
  // Returns the name of the intent that the bot recognized.
  virtual base::Result<std::string> recognize(const LexCall& call) = 0;
};

// One object in a bucket.
struct ObjectCall : Call {
  std::string bucket = {};
  std::string key = {};
};

class BucketClient {
 public:
  virtual ~BucketClient() = default;
  virtual base::Result<void> put_object(const ObjectCall& call, const std::string& content) = 0;
  // Returns the bytes of the object. Further error: kDependencyFailed if it does not exist.
  virtual base::Result<std::string> get_object(const ObjectCall& call) = 0;
};

// One run of the code of an InlineCode node.
struct CodeCall : Call {
  std::string code = {};
  std::vector<std::pair<std::string, base::Json>> variables = {};
};

class CodeRunner {
 public:
  virtual ~CodeRunner() = default;
  // Returns the value of the last line if that is an expression, otherwise null. Errors:
  // kValidation with Python's message and the line.
  virtual base::Result<base::Json> run(const CodeCall& call) = 0;
};

// All clients of a run.
struct Clients {
  ModelClient& models;
  FunctionClient& functions;
  KnowledgeClient& knowledge;
  AgentClient& agents;
  LexClient& lex;
  BucketClient& buckets;
  CodeRunner& code;
  PromptClient& prompts;
};

}  // namespace flows::nodes
