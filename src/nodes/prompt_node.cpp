#include "nodes/prompt_node.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "base/limits.h"
#include "nodes/inference.h"

namespace flows::nodes {
namespace {

using base::Error;
using base::ErrorCode;
using base::find_member;
using base::Json;

const Json* inline_source(const model::FlowNode& node) {
  const Json* source = find_member(node.configuration, "sourceConfiguration");
  return source == nullptr ? nullptr : find_member(*source, "inline");
}

Json text_message(std::string_view role, const std::string& text) {
  return {{"role", role}, {"content", Json::array({{{"type", "TEXT"}, {"text", text}}})}};
}

Json operation_request(const ModelCall& call) {
  return {{"modelId", call.model_id},
          {"messages", Json::array({text_message("user", call.prompt)})},
          {"system", Json::array()},
          {"inferenceConfig", call.inference_config},
          {"requestMetadata", Json::object()},
          {"promptVariables", Json::object()},
          {"additionalModelRequestFields", call.additional_fields},
          {"additionalModelResponseFieldPaths", Json::array()}};
}

Json operation_response(const ModelAnswer& answer, std::int64_t latency_ms) {
  return {{"output", {{"type", "MESSAGE"}, {"message", text_message("assistant", answer.text)}}},
          {"stopReason", answer.stop_reason},
          {"usage",
           {{"inputTokens", answer.input_tokens},
            {"outputTokens", answer.output_tokens},
            {"totalTokens", answer.input_tokens + answer.output_tokens}}},
          {"metrics", {{"latencyMs", latency_ms}}}};
}

// What stays the same from one run of the node to the next.
struct PromptProgram {
  std::string node;
  PromptTemplate prompt;
  std::string model_id;
  Json inference;
  Json additional_fields;

  base::Result<NodeOutcome> operator()(const NodeInputs& inputs, const NodeContext& context) const {
    std::string text = prompt.render(inputs);
    if (text.size() > base::limits::kDocumentBytesMax) {
      return Error{ErrorCode::kValidation,
                   fmt::format("The rendered prompt of Node {} takes more than {} bytes.", node,
                               base::limits::kDocumentBytesMax)};
    }
    ModelCall call{context.call(node)};
    call.model_id = model_id;
    call.prompt = std::move(text);
    call.inference_config = inference;
    call.additional_fields = additional_fields;
    call.latency = context.latency;
    const base::TimePoint asked_at = context.clock.now();
    ASSIGN_OR_RETURN(const ModelAnswer answer, context.clients.models.converse(call));
    const auto latency =
        std::chrono::duration_cast<std::chrono::milliseconds>(context.clock.now() - asked_at);
    return NodeOutcome(Produced{
        .outputs = {{"modelCompletion", answer.text}},
        .action = model::NodeAction{.request_id = context.ids.next(base::IdKind::kRequest),
                                    .service_name = "bedrock",
                                    .operation_name = "Converse",
                                    .request = operation_request(call),
                                    .response = operation_response(answer, latency.count())}});
  }
};

Error not_served(const model::FlowNode& node, std::string_view what) {
  return Error{ErrorCode::kValidation,
               fmt::format("Node {} uses {}, which this version of bedrock-flows-local does not "
                           "run yet.",
                           node.name, what)};
}

}  // namespace

std::optional<PromptTemplate> inline_text_template(const model::FlowNode& node) {
  const Json* source = inline_source(node);
  const Json* configuration =
      source == nullptr ? nullptr : find_member(*source, "templateConfiguration");
  const Json* text = configuration == nullptr ? nullptr : find_member(*configuration, "text");
  if (text == nullptr) return std::nullopt;
  return PromptTemplate(text->at("text").get_ref<const std::string&>());
}

base::Result<NodeProgram> compile_prompt(const model::FlowNode& node) {
  const Json* source = inline_source(node);
  if (source == nullptr) return not_served(node, "a prompt of Prompt management");
  std::optional<PromptTemplate> prompt = inline_text_template(node);
  if (!prompt) return not_served(node, "a CHAT template");
  if (find_member(node.configuration, "guardrailConfiguration") != nullptr) {
    return not_served(node, "a guardrail");
  }
  const Json* additional = find_member(*source, "additionalModelRequestFields");
  return NodeProgram(
      PromptProgram{.node = node.name,
                    .prompt = *std::move(prompt),
                    .model_id = source->at("modelId").get<std::string>(),
                    .inference = inference_config(*source),
                    .additional_fields = additional == nullptr ? Json(nullptr) : *additional});
}

}  // namespace flows::nodes
