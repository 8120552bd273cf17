#include "nodes/prompt_node.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <utility>

#include "base/text/http_date.h"
#include "nodes/inference.h"
#include "nodes/prompt_form.h"

namespace flows::nodes {
namespace {

using base::find_member;
using base::Json;

Json text_message(std::string_view role, const std::string& text) {
  return {{"role", role}, {"content", Json::array({{{"type", "TEXT"}, {"text", text}}})}};
}

// Returns the blocks with a type, as a trace has them. Those of a Converse call contain only text.
Json with_types(Json blocks) {
  for (Json& block : blocks) block = {{"type", "TEXT"}, {"text", block.at("text")}};
  return blocks;
}

Json operation_request(const ModelCall& call) {
  Json messages = call.messages;
  for (Json& message : messages) message["content"] = with_types(message["content"]);
  Json request = {{"modelId", call.model_id},
                  {"messages", std::move(messages)},
                  {"system", with_types(call.system)},
                  {"inferenceConfig", stored_form(call.inference_config)},
                  {"requestMetadata", Json::object()},
                  {"promptVariables", Json::object()},
                  {"additionalModelRequestFields", call.additional_fields},
                  {"additionalModelResponseFieldPaths", Json::array()}};
  if (!call.tool_config.is_null()) request["toolConfig"] = call.tool_config;
  return request;
}

// Returns the sum of two counts. They come from outside, so an overflow yields the largest number.
std::int64_t total(std::int64_t first, std::int64_t second) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(first, second, &sum) ? std::numeric_limits<std::int64_t>::max()
                                                     : sum;
}

// Adds to a response of Converse what a trace shows besides: the headers and the status with which
// AWS sends such a response. `body_bytes` is the size of the response as JSON.
void add_http_response(Json& response, const std::string& request_id, base::TimePoint time,
                       std::size_t body_bytes) {
  response["responseMetadata"] = {
      {"metadata",
       {{"Connection", "keep-alive"},
        {"Content-Length", std::to_string(body_bytes)},
        {"Content-Type", "application/json"},
        {"Date", base::http_date(std::chrono::floor<std::chrono::seconds>(time))},
        {"x-amzn-RequestId", request_id},
        {"AWS_REQUEST_ID", request_id}}}};
  response["sdkHttpResponse"] = {{"statusCode", 200}, {"statusText", "OK"}, {"successful", true}};
}

Json operation_response(const ModelResponse& response, std::int64_t latency_ms,
                        const std::string& request_id, base::TimePoint time) {
  Json json = {
      {"output", {{"type", "MESSAGE"}, {"message", text_message("assistant", response.text)}}},
      {"stopReason", response.stop_reason},
      {"usage",
       {{"inputTokens", response.input_tokens},
        {"outputTokens", response.output_tokens},
        {"totalTokens", total(response.input_tokens, response.output_tokens)}}},
      {"metrics", {{"latencyMs", latency_ms}}}};
  const std::size_t body_bytes = base::to_text(json).size();
  json["usage"]["cacheDetails"] = Json::array();
  add_http_response(json, request_id, time, body_bytes);
  return json;
}

// The program of a Prompt node: it renders the node's own prompt, or the one that Prompt management
// has under the ARN at that moment.
struct PromptProgram {
  std::string node;
  std::optional<PromptForm> form;  // the prompt in the node, if any
  std::string prompt_arn;          // otherwise the ARN of the prompt
  std::string guardrail_id;

  base::Result<NodeOutcome> operator()(const NodeInputs& inputs, const NodeContext& context) const {
    std::optional<PromptForm> found;
    if (!form) {
      ASSIGN_OR_RETURN(found, find(context));
    }
    ModelCall call{context.call(node)};
    RETURN_IF_ERROR((form ? *form : *found).render(inputs, call));
    call.latency = context.latency;
    call.guardrail_id = guardrail_id;
    const base::TimePoint asked_at = context.clock.now();
    ASSIGN_OR_RETURN(const ModelResponse response, context.clients.models.converse(call));
    const base::TimePoint now = context.clock.now();
    const auto latency = std::chrono::duration_cast<std::chrono::milliseconds>(now - asked_at);
    std::string request_id = context.ids.next(base::IdKind::kRequest);
    Json traced_response = operation_response(response, latency.count(), request_id, now);
    return NodeOutcome(
        Produced{.outputs = {{"modelCompletion", response.text}},
                 .call = {.action = model::NodeAction{.request_id = std::move(request_id),
                                                      .service_name = "bedrock",
                                                      .operation_name = "Converse",
                                                      .request = operation_request(call),
                                                      .response = std::move(traced_response)}}});
  }

  [[nodiscard]] base::Result<std::optional<PromptForm>> find(const NodeContext& context) const {
    PromptCall call{context.call(node)};
    call.prompt_arn = prompt_arn;
    ASSIGN_OR_RETURN(const Json variant, context.clients.prompts.find_prompt(call));
    ASSIGN_OR_RETURN(PromptForm read, PromptForm::read(variant, node));
    return std::optional(std::move(read));
  }
};

}  // namespace

base::Result<NodeProgram> compile_prompt(const model::FlowNode& node) {
  const Json& source = node.configuration.at("sourceConfiguration");
  PromptProgram program{
      .node = node.name, .form = std::nullopt, .prompt_arn = {}, .guardrail_id = {}};
  if (const Json* own = find_member(source, "inline")) {
    ASSIGN_OR_RETURN(program.form, PromptForm::read(*own, node.name));
  } else {
    program.prompt_arn = source.at("resource").at("promptArn").get<std::string>();
  }
  if (const Json* guardrail = find_member(node.configuration, "guardrailConfiguration")) {
    const Json* id = find_member(*guardrail, "guardrailIdentifier");
    if (id != nullptr) program.guardrail_id = id->get<std::string>();
  }
  return NodeProgram(std::move(program));
}

}  // namespace flows::nodes
