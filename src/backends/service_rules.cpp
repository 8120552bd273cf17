#include "backends/service_rules.h"

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

Result<void> read_payload(const JsonPlace& place, Json& payload) {
  payload = place.value();
  return {};
}

// One result in the form of Retrieve, read from the short form of the document.
struct FoundResult {
  Json json = {{"content", {{"text", ""}, {"type", "TEXT"}}}};
};

Result<void> read_content(const JsonPlace& place, FoundResult& found) {
  ASSIGN_OR_RETURN(const std::string text, place.text());
  found.json["content"]["text"] = text;
  return {};
}

Result<void> read_uri(const JsonPlace& place, FoundResult& found) {
  ASSIGN_OR_RETURN(const std::string uri, place.text_not_empty());
  found.json["location"] = {{"s3Location", {{"uri", uri}}}, {"type", "S3"}};
  found.json["metadata"]["x-amz-bedrock-kb-source-uri"] = uri;
  return {};
}

Result<void> read_score(const JsonPlace& place, FoundResult& found) {
  if (!place.value().is_number()) return place.fault("must be a number");
  found.json["score"] = place.value();
  return {};
}

Result<void> read_metadata(const JsonPlace& place, FoundResult& found) {
  ASSIGN_OR_RETURN(const std::vector<JsonPlace> members, place.members());
  for (const JsonPlace& member : members) {
    found.json["metadata"][std::string(member.name())] = member.value();
  }
  return {};
}

struct ResultKey {
  std::string_view key;
  Result<void> (*read)(const JsonPlace& place, FoundResult& found);
};

constexpr ResultKey kResultKeys[] = {{"content", read_content},
                                     {"uri", read_uri},
                                     {"score", read_score},
                                     {"metadata", read_metadata}};

Result<void> read_results(const JsonPlace& place, Json& results) {
  ASSIGN_OR_RETURN(const std::vector<JsonPlace> items, place.items(base::limits::kBackendRulesMax));
  results = Json::array();
  for (const JsonPlace& item : items) {
    FoundResult found;
    RETURN_IF_ERROR(rules::read_members(item, kResultKeys, found));
    if (!item.value().contains("content")) return item.fault("needs content");
    results.push_back(std::move(found.json));
  }
  return {};
}

Result<void> read_agent_text(const JsonPlace& place, nodes::AgentResponse& reply) {
  ASSIGN_OR_RETURN(reply.text, place.text());
  return {};
}

Result<void> read_input_required(const JsonPlace& place, nodes::AgentResponse& reply) {
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
};
const ResponderKey<FunctionKind> FunctionKind::kResponderKeys[] = {
    {"respond", compile_respond<FunctionKind>},
    {"command", nullptr},
    {"endpoint", nullptr},
    {"replay", nullptr}};
const ReplyKey<Json> FunctionKind::kReplyKeys[] = {{"payload", true, read_payload}};
std::string FunctionKind::describe(const FunctionCall& call) {
  return "function " + in_quotes(call.function);
}
Json FunctionKind::request_json(const FunctionCall& call) {
  return {{"function", call.function}, {"payload", call.event}};
}

const rules::MatchKey<RetrieveCall> KnowledgeKind::kMatchKeys[] = {
    {"id", TextTestKind::kGlob, knowledge_base_id_of, knowledge_base},
    {"node", TextTestKind::kGlob, node_of<RetrieveCall>},
    {"queryContains", TextTestKind::kContains, query_of},
    {"queryMatches", TextTestKind::kMatches, query_of},
};
const ResponderKey<KnowledgeKind> KnowledgeKind::kResponderKeys[] = {
    {"respond", compile_respond<KnowledgeKind>}, {"documents", nullptr}, {"replay", nullptr}};
const ReplyKey<Json> KnowledgeKind::kReplyKeys[] = {{"results", true, read_results}};
std::string KnowledgeKind::describe(const RetrieveCall& call) {
  return "knowledge base " + in_quotes(call.knowledge_base_id);
}
Json KnowledgeKind::request_json(const RetrieveCall& call) {
  Json request = {{"knowledgeBaseId", call.knowledge_base_id}, {"query", call.query}};
  if (call.results_max) request["numberOfResults"] = *call.results_max;
  return request;
}

const rules::MatchKey<AgentCall> AgentKind::kMatchKeys[] = {
    {"agentAlias", TextTestKind::kGlob, agent_alias_arn_of, agent_alias},
    {"node", TextTestKind::kGlob, node_of<AgentCall>},
    {"textContains", TextTestKind::kContains, text_of<AgentCall>},
    {"textMatches", TextTestKind::kMatches, text_of<AgentCall>},
};
const ResponderKey<AgentKind> AgentKind::kResponderKeys[] = {
    {"respond", compile_respond<AgentKind>}, {"replay", nullptr}};
const ReplyKey<nodes::AgentResponse> AgentKind::kReplyKeys[] = {
    {"text", true, read_agent_text}, {"inputRequired", false, read_input_required}};
std::string AgentKind::describe(const AgentCall& call) {
  return "agent alias " + in_quotes(call.agent_alias_arn);
}
Json AgentKind::request_json(const AgentCall& call) {
  Json request = {{"agentAliasArn", call.agent_alias_arn}, {"inputText", call.text}};
  add_unless_null(request, "promptSessionAttributes", call.prompt_attributes);
  add_unless_null(request, "sessionAttributes", call.session_attributes);
  return request;
}

const rules::MatchKey<LexCall> LexKind::kMatchKeys[] = {
    {"botAlias", TextTestKind::kGlob, bot_alias_arn_of, bot_alias},
    {"node", TextTestKind::kGlob, node_of<LexCall>},
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
