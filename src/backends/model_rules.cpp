#include "backends/model_rules.h"

#include "backends/echo.h"

namespace flows::backends {
namespace {

using base::Result;
using nodes::ModelCall;
using rules::in_quotes;
using rules::JsonPlace;
using rules::TextTestKind;

std::string_view model_id_of(const ModelCall& call) { return call.model_id; }
std::string_view node_of(const ModelCall& call) { return call.node; }
std::string_view prompt_of(const ModelCall& call) { return call.prompt; }

constexpr Placeholder<ModelCall> kPlaceholders[] = {
    {"prompt", prompt_of}, {"modelId", model_id_of}, {"node", node_of}};

Result<void> read_text(const JsonPlace& place, Completion& completion) {
  ASSIGN_OR_RETURN(std::string text, place.text());
  completion.text = ReplyTemplate<ModelCall>::literal(std::move(text));
  return {};
}

Result<void> read_template(const JsonPlace& place, Completion& completion) {
  ASSIGN_OR_RETURN(completion.text, ReplyTemplate<ModelCall>::compile(place, kPlaceholders));
  return {};
}

Result<void> read_stop_reason(const JsonPlace& place, Completion& completion) {
  ASSIGN_OR_RETURN(completion.stop_reason, place.text_not_empty());
  return {};
}

Result<void> read_input_tokens(const JsonPlace& place, Completion& completion) {
  ASSIGN_OR_RETURN(completion.input_tokens, place.integer(0, rules::kJsonIntegerMax));
  return {};
}

Result<void> read_output_tokens(const JsonPlace& place, Completion& completion) {
  ASSIGN_OR_RETURN(completion.output_tokens, place.integer(0, rules::kJsonIntegerMax));
  return {};
}

struct UsageKey {
  std::string_view key;
  Result<void> (*read)(const JsonPlace& place, Completion& completion);
};

constexpr UsageKey kUsageKeys[] = {
    {"inputTokens", read_input_tokens},
    {"outputTokens", read_output_tokens},
};

Result<void> read_usage(const JsonPlace& place, Completion& completion) {
  return rules::read_members(place, kUsageKeys, completion);
}

std::int64_t count_words(std::string_view text) {
  std::int64_t words = 0;
  bool in_word = false;
  for (const char c : text) {
    const bool space = c == ' ' || (c >= '\t' && c <= '\r');
    if (!space && !in_word) ++words;
    in_word = !space;
  }
  return words;
}

}  // namespace

const rules::MatchKey<ModelCall> ModelKind::kMatchKeys[] = {
    {"modelId", TextTestKind::kGlob, model_id_of},
    {"node", TextTestKind::kGlob, node_of},
    {"prompt", TextTestKind::kGlob, prompt_of},
    {"promptContains", TextTestKind::kContains, prompt_of},
    {"promptMatches", TextTestKind::kMatches, prompt_of},
};

const ResponderKey<ModelKind> ModelKind::kResponderKeys[] = {
    {"respond", compile_respond<ModelKind>},
    {"echo", compile_echo},
    {"openai", nullptr},
    {"bedrock", nullptr},
    {"replay", nullptr},
};

const ReplyKey<Completion> ModelKind::kReplyKeys[] = {
    {"text", true, read_text},
    {"template", true, read_template},
    {"stopReason", false, read_stop_reason},
    {"usage", false, read_usage},
};

std::string ModelKind::describe(const ModelCall& call) {
  return "model " + in_quotes(call.model_id);
}

base::Json ModelKind::request_json(const ModelCall& call) {
  base::Json request = {{"modelId", call.model_id},
                        {"messages", call.messages},
                        {"system", call.system},
                        {"inferenceConfig", call.inference_config}};
  if (!call.tool_config.is_null()) request["toolConfig"] = call.tool_config;
  if (!call.additional_fields.is_null()) {
    request["additionalModelRequestFields"] = call.additional_fields;
  }
  if (call.latency) request["performanceConfig"] = {{"latency", *call.latency}};
  if (!call.guardrail_id.empty()) {
    request["guardrailConfig"] = {{"guardrailIdentifier", call.guardrail_id}};
  }
  return request;
}

Result<nodes::ModelResponse> ModelKind::respond(const Completion& reply, const ModelCall& call) {
  nodes::ModelResponse response;
  if (reply.text) {
    ASSIGN_OR_RETURN(response.text, reply.text->render(call, kModelService));
  } else {
    RETURN_IF_ERROR(append_to_response(response.text, call.prompt, kModelService));
  }
  response.stop_reason = reply.stop_reason;
  response.input_tokens = reply.input_tokens ? *reply.input_tokens : count_words(call.prompt);
  response.output_tokens = reply.output_tokens ? *reply.output_tokens : count_words(response.text);
  return response;
}

}  // namespace flows::backends
