#include "backends/service_rules.h"

#include <cstddef>

namespace flows::backends {
namespace {

using base::Json;
using base::Result;
using nodes::AgentCall;
using nodes::FunctionCall;
using nodes::LexCall;
using nodes::RetrieveCall;
using rules::in_quotes;
using rules::JsonPlace;
using rules::TextTestKind;

template <class Call>
std::string_view node_of(const Call& call) {
  return call.node;
}
template <class Call>
std::string_view text_of(const Call& call) {
  return call.text;
}

// Returns <name> of "…:function:<name>" or "…:function:<name>:<qualifier>".
std::string_view function_name(const FunctionCall& call) {
  constexpr std::string_view kBefore = ":function:";
  std::string_view name = call.function;
  const std::size_t at = name.find(kBefore);
  if (at == name.npos) return name;
  name.remove_prefix(at + kBefore.size());
  return name.substr(0, name.find(':'));
}

// Returns <agent>/<alias> of "…:agent-alias/<agent>/<alias>"; the same for a bot.
std::string_view behind_alias(std::string_view arn) {
  const std::size_t at = arn.find("-alias/");
  return at == arn.npos ? arn : arn.substr(at + 7);
}
std::string_view agent_alias(const AgentCall& call) { return behind_alias(call.agent_alias_arn); }
std::string_view bot_alias(const LexCall& call) { return behind_alias(call.bot_alias_arn); }

// Returns the last part of an ARN; a knowledge base may be named by its ARN.
std::string_view knowledge_base(const RetrieveCall& call) {
  const std::string_view id = call.knowledge_base_id;
  return id.substr(id.rfind('/') + 1);
}

std::string_view function_of(const FunctionCall& call) { return call.function; }
std::string_view knowledge_base_id_of(const RetrieveCall& call) { return call.knowledge_base_id; }
std::string_view query_of(const RetrieveCall& call) { return call.query; }
std::string_view agent_alias_arn_of(const AgentCall& call) { return call.agent_alias_arn; }
std::string_view bot_alias_arn_of(const LexCall& call) { return call.bot_alias_arn; }

// Returns an input of the node that calls the function, from the event in which it stands.
const Json* input_of(const FunctionCall& call, std::string_view name) {
  const Json* const node = base::find_member(call.event, "node");
  const Json* const inputs = node == nullptr ? nullptr : base::find_member(*node, "inputs");
  if (inputs == nullptr) return nullptr;
  for (const Json& input : *inputs) {
    const Json* const own = base::find_member(input, "name");
    if (own == nullptr || !own->is_string() || own->get_ref<const std::string&>() != name) continue;
    return base::find_member(input, "value");
  }
  return nullptr;
}

constexpr Placeholder<FunctionCall> kFunctionPlaceholders[] = {
    {"inputs", nullptr, input_of}, {"function", function_of}, {"node", node_of<FunctionCall>}};
constexpr Placeholder<RetrieveCall> kKnowledgePlaceholders[] = {
    {"query", query_of}, {"id", knowledge_base_id_of}, {"node", node_of<RetrieveCall>}};
constexpr Placeholder<AgentCall> kAgentPlaceholders[] = {
    {"text", text_of<AgentCall>}, {"agentAlias", agent_alias_arn_of}, {"node", node_of<AgentCall>}};

Result<void> read_payload(const JsonPlace& place, FunctionReply& reply) {
  reply.payload = place.value();
  return {};
}

Result<void> read_function_template(const JsonPlace& place, FunctionReply& reply) {
  ASSIGN_OR_RETURN(reply.text, ReplyTemplate<FunctionCall>::compile(place, kFunctionPlaceholders));
  return {};
}

Result<void> read_content(const JsonPlace& place, ResultReply& found) {
  ASSIGN_OR_RETURN(std::string text, place.text());
  found.text = ReplyTemplate<RetrieveCall>::literal(std::move(text));
  return {};
}

Result<void> read_content_template(const JsonPlace& place, ResultReply& found) {
  ASSIGN_OR_RETURN(found.text, ReplyTemplate<RetrieveCall>::compile(place, kKnowledgePlaceholders));
  return {};
}

Result<void> read_uri(const JsonPlace& place, ResultReply& found) {
  ASSIGN_OR_RETURN(const std::string uri, place.text_not_empty());
  found.json["location"] = {{"s3Location", {{"uri", uri}}}, {"type", "S3"}};
  found.json["metadata"]["x-amz-bedrock-kb-source-uri"] = uri;
  return {};
}

Result<void> read_score(const JsonPlace& place, ResultReply& found) {
  if (!place.value().is_number()) return place.fault("must be a number");
  found.json["score"] = place.value();
  return {};
}

Result<void> read_metadata(const JsonPlace& place, ResultReply& found) {
  ASSIGN_OR_RETURN(const std::vector<JsonPlace> members, place.members());
  for (const JsonPlace& member : members) {
    found.json["metadata"][std::string(member.name())] = member.value();
  }
  return {};
}

struct ResultKey {
  std::string_view key;
  Result<void> (*read)(const JsonPlace& place, ResultReply& found);
};

constexpr ResultKey kResultKeys[] = {{"content", read_content},
                                     {"template", read_content_template},
                                     {"uri", read_uri},
                                     {"score", read_score},
                                     {"metadata", read_metadata}};

Result<void> read_results(const JsonPlace& place, std::vector<ResultReply>& results) {
  ASSIGN_OR_RETURN(const std::vector<JsonPlace> items, place.items(base::limits::kBackendRulesMax));
  for (const JsonPlace& item : items) {
    ResultReply found;
    RETURN_IF_ERROR(rules::read_members(item, kResultKeys, found));
    if (!found.text) return item.fault("needs content or template");
    if (item.value().contains("content") && item.value().contains("template")) {
      return item.fault("has both content and template");
    }
    results.push_back(std::move(found));
  }
  return {};
}

Result<void> read_only_result(const JsonPlace& place, std::vector<ResultReply>& results) {
  return read_content_template(place, results.emplace_back());
}

Result<void> read_agent_text(const JsonPlace& place, AgentReply& reply) {
  ASSIGN_OR_RETURN(std::string text, place.text());
  reply.text = ReplyTemplate<AgentCall>::literal(std::move(text));
  return {};
}

Result<void> read_agent_template(const JsonPlace& place, AgentReply& reply) {
  ASSIGN_OR_RETURN(reply.text, ReplyTemplate<AgentCall>::compile(place, kAgentPlaceholders));
  return {};
}

Result<void> read_input_required(const JsonPlace& place, AgentReply& reply) {
  if (!place.value().is_boolean()) return place.fault("must be true or false");
  reply.input_required = place.value().get<bool>();
  return {};
}

void add_unless_null(Json& object, const char* name, const Json& value) {
  if (!value.is_null()) object[name] = value;
}

Result<void> read_intent(const JsonPlace& place, std::string& intent) {
  ASSIGN_OR_RETURN(intent, place.text_not_empty());
  return {};
}

}  // namespace

const rules::MatchKey<FunctionCall> FunctionKind::kMatchKeys[] = {
    {"function", TextTestKind::kGlob, function_of, function_name},
    {"node", TextTestKind::kGlob, node_of<FunctionCall>},
    {.key = "inputs", .value = input_of},
};
const ResponderKey<FunctionKind> FunctionKind::kResponderKeys[] = {
    {"respond", compile_respond<FunctionKind>},
    {"command", nullptr},
    {"endpoint", nullptr},
    {"replay", nullptr}};
const ReplyKey<FunctionReply> FunctionKind::kReplyKeys[] = {
    {"payload", true, read_payload}, {"template", true, read_function_template}};
std::string FunctionKind::describe(const FunctionCall& call) {
  return "function " + in_quotes(call.function);
}
Json FunctionKind::request_json(const FunctionCall& call) {
  return {{"function", call.function}, {"payload", call.event}};
}
Result<Json> FunctionKind::respond(const FunctionReply& reply, const FunctionCall& call) {
  if (!reply.text) return reply.payload;
  ASSIGN_OR_RETURN(std::string text, reply.text->render(call, kFunctionService));
  return Json(std::move(text));
}

const rules::MatchKey<RetrieveCall> KnowledgeKind::kMatchKeys[] = {
    {"id", TextTestKind::kGlob, knowledge_base_id_of, knowledge_base},
    {"node", TextTestKind::kGlob, node_of<RetrieveCall>},
    {"query", TextTestKind::kGlob, query_of},
    {"queryContains", TextTestKind::kContains, query_of},
    {"queryMatches", TextTestKind::kMatches, query_of},
};
const ResponderKey<KnowledgeKind> KnowledgeKind::kResponderKeys[] = {
    {"respond", compile_respond<KnowledgeKind>}, {"documents", nullptr}, {"replay", nullptr}};
const ReplyKey<std::vector<ResultReply>> KnowledgeKind::kReplyKeys[] = {
    {"results", true, read_results}, {"template", true, read_only_result}};
std::string KnowledgeKind::describe(const RetrieveCall& call) {
  return "knowledge base " + in_quotes(call.knowledge_base_id);
}
Json KnowledgeKind::request_json(const RetrieveCall& call) {
  Json request = {{"knowledgeBaseId", call.knowledge_base_id}, {"query", call.query}};
  if (call.results_max) request["numberOfResults"] = *call.results_max;
  return request;
}
Result<Json> KnowledgeKind::respond(const std::vector<ResultReply>& reply,
                                    const RetrieveCall& call) {
  Json results = Json::array();
  std::size_t bytes = 0;
  for (const ResultReply& found : reply) {
    Json result = found.json;
    ASSIGN_OR_RETURN(std::string text, found.text->render(call, kKnowledgeService));
    bytes += text.size();
    RETURN_IF_ERROR(check_response_bytes(bytes, kKnowledgeService));
    result["content"]["text"] = std::move(text);
    results.push_back(std::move(result));
  }
  return results;
}

const rules::MatchKey<AgentCall> AgentKind::kMatchKeys[] = {
    {"agentAlias", TextTestKind::kGlob, agent_alias_arn_of, agent_alias},
    {"node", TextTestKind::kGlob, node_of<AgentCall>},
    {"text", TextTestKind::kGlob, text_of<AgentCall>},
    {"textContains", TextTestKind::kContains, text_of<AgentCall>},
    {"textMatches", TextTestKind::kMatches, text_of<AgentCall>},
};
const ResponderKey<AgentKind> AgentKind::kResponderKeys[] = {
    {"respond", compile_respond<AgentKind>}, {"replay", nullptr}};
const ReplyKey<AgentReply> AgentKind::kReplyKeys[] = {
    {"text", true, read_agent_text},
    {"template", true, read_agent_template},
    {"inputRequired", false, read_input_required}};
std::string AgentKind::describe(const AgentCall& call) {
  return "agent alias " + in_quotes(call.agent_alias_arn);
}
Json AgentKind::request_json(const AgentCall& call) {
  Json request = {{"agentAliasArn", call.agent_alias_arn}, {"inputText", call.text}};
  add_unless_null(request, "promptSessionAttributes", call.prompt_attributes);
  add_unless_null(request, "sessionAttributes", call.session_attributes);
  return request;
}
Result<nodes::AgentResponse> AgentKind::respond(const AgentReply& reply, const AgentCall& call) {
  nodes::AgentResponse response{.text = {}, .input_required = reply.input_required};
  ASSIGN_OR_RETURN(response.text, reply.text->render(call, kAgentService));
  return response;
}

const rules::MatchKey<LexCall> LexKind::kMatchKeys[] = {
    {"botAlias", TextTestKind::kGlob, bot_alias_arn_of, bot_alias},
    {"node", TextTestKind::kGlob, node_of<LexCall>},
    {"text", TextTestKind::kGlob, text_of<LexCall>},
    {"textContains", TextTestKind::kContains, text_of<LexCall>},
    {"textMatches", TextTestKind::kMatches, text_of<LexCall>},
};
const ResponderKey<LexKind> LexKind::kResponderKeys[] = {{"respond", compile_respond<LexKind>},
                                                         {"replay", nullptr}};
const ReplyKey<std::string> LexKind::kReplyKeys[] = {{"intent", true, read_intent}};
std::string LexKind::describe(const LexCall& call) {
  return "bot alias " + in_quotes(call.bot_alias_arn);
}
Json LexKind::request_json(const LexCall& call) {
  Json request = {
      {"botAliasArn", call.bot_alias_arn}, {"localeId", call.locale_id}, {"text", call.text}};
  add_unless_null(request, "requestAttributes", call.request_attributes);
  add_unless_null(request, "sessionAttributes", call.session_attributes);
  return request;
}

}  // namespace flows::backends
