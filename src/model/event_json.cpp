#include "model/event_json.h"

#include <algorithm>
#include <iterator>

namespace flows::model {
namespace {

using base::Json;

struct KindName {
  FlowEventKind kind;
  std::string_view name;
};

constexpr KindName kKindNames[] = {
    {FlowEventKind::kFlowInput, "flowInput"},
    {FlowEventKind::kFlowOutput, "flowOutput"},
    {FlowEventKind::kFlowFailure, "flowFailure"},
    {FlowEventKind::kNodeInput, "nodeInput"},
    {FlowEventKind::kNodeOutput, "nodeOutput"},
    {FlowEventKind::kNodeAction, "nodeAction"},
    {FlowEventKind::kNodeDependency, "nodeDependency"},
    {FlowEventKind::kConditionResult, "conditionResult"},
    {FlowEventKind::kNodeFailure, "nodeFailure"},
    {FlowEventKind::kNodeSpread, "nodeSpread"},
    {FlowEventKind::kPassEnded, "passEnded"},
    {FlowEventKind::kInputRequired, "inputRequired"},
    {FlowEventKind::kInputGiven, "inputGiven"},
};

std::string text_of(const Json& object, const char* name) {
  return object.at(name).get<std::string>();
}

template <class Items, class ToJson>
Json list_of(const Items& items, const ToJson& to_json) {
  Json list = Json::array();
  for (const auto& item : items) list.push_back(to_json(item));
  return list;
}

// The items of a list that is left out where it is empty.
template <class Item, class Read>
std::vector<Item> read_list(const Json& object, const char* name, const Read& read) {
  std::vector<Item> items;
  const Json* list = base::find_member(object, name);
  if (list == nullptr) return items;
  for (const Json& item : *list) items.push_back(read(item));
  return items;
}

template <class Items, class ToJson>
void add_list(Json& object, const char* name, const Items& items, const ToJson& to_json) {
  if (!items.empty()) object[name] = list_of(items, to_json);
}

Json step_json(const ScopeStep& step) {
  return {{"node", step.node}, {"loop", step.type == ControlType::kLoop}, {"index", step.index}};
}

ScopeStep read_step(const Json& json) {
  return {.node = text_of(json, "node"),
          .type = json.at("loop").get<bool>() ? ControlType::kLoop : ControlType::kIterator,
          .index = json.at("index").get<std::size_t>()};
}

Json field_json(const EventField& field) {
  Json json = {{"name", field.name}, {"content", field.content}, {"type", to_text(field.type)}};
  if (field.source) {
    json["source"] = {{"node", field.source->node},
                      {"output", field.source->output},
                      {"expression", field.source->expression}};
  }
  if (field.category) json["category"] = *field.category;
  add_list(json, "next", field.next, [](const FieldTarget& target) -> Json {
    return {{"node", target.node}, {"input", target.input}};
  });
  return json;
}

EventField read_field(const Json& json) {
  const auto type = parse_io_type(json.at("type").get_ref<const std::string&>());
  CHECK(type.has_value(), "a kept field has a type");
  EventField field{.name = text_of(json, "name"), .content = json.at("content"), .type = *type};
  if (const Json* source = base::find_member(json, "source")) {
    field.source = FieldSource{.node = text_of(*source, "node"),
                               .output = text_of(*source, "output"),
                               .expression = text_of(*source, "expression")};
  }
  if (json.contains("category")) field.category = text_of(json, "category");
  field.next = read_list<FieldTarget>(json, "next", [](const Json& target) {
    return FieldTarget{.node = text_of(target, "node"), .input = text_of(target, "input")};
  });
  return field;
}

Json action_json(const NodeAction& action) {
  return {{"requestId", action.request_id},
          {"serviceName", action.service_name},
          {"operationName", action.operation_name},
          {"request", action.request},
          {"response", action.response}};
}

NodeAction read_action(const Json& json) {
  return {.request_id = text_of(json, "requestId"),
          .service_name = text_of(json, "serviceName"),
          .operation_name = text_of(json, "operationName"),
          .request = json.at("request"),
          .response = json.at("response")};
}

Json agent_trace_json(const AgentTrace& trace) {
  return {{"agentId", trace.agent_id},
          {"agentAliasId", trace.agent_alias_id},
          {"sessionId", trace.session_id},
          {"trace", trace.trace}};
}

AgentTrace read_agent_trace(const Json& json) {
  return {.agent_id = text_of(json, "agentId"),
          .agent_alias_id = text_of(json, "agentAliasId"),
          .session_id = text_of(json, "sessionId"),
          .trace = json.at("trace")};
}

struct CodeName {
  base::ErrorCode code;
  std::string_view name;
};

// The codes with which a run can fail.
constexpr CodeName kCodeNames[] = {
    {base::ErrorCode::kAccessDenied, "accessDenied"},
    {base::ErrorCode::kBadGateway, "badGateway"},
    {base::ErrorCode::kConflict, "conflict"},
    {base::ErrorCode::kDependencyFailed, "dependencyFailed"},
    {base::ErrorCode::kInternalServer, "internalServer"},
    {base::ErrorCode::kResourceNotFound, "resourceNotFound"},
    {base::ErrorCode::kServiceQuotaExceeded, "serviceQuotaExceeded"},
    {base::ErrorCode::kThrottling, "throttling"},
    {base::ErrorCode::kValidation, "validation"},
};

Json failure_json(const base::Error& error) {
  const auto* const row = std::ranges::find(kCodeNames, error.code, &CodeName::code);
  CHECK(row != std::end(kCodeNames), "a run fails with a code of the runtime");
  Json json = {{"code", row->name}, {"message", error.message}};
  if (!error.resource_name.empty()) json["resource"] = error.resource_name;
  return json;
}

base::Error read_failure(const Json& json) {
  const std::string code = text_of(json, "code");
  const auto* const row = std::ranges::find(kCodeNames, code, &CodeName::name);
  CHECK(row != std::end(kCodeNames), "a kept failure has a code");
  base::Error error{row->code, text_of(json, "message")};
  if (json.contains("resource")) error.resource_name = text_of(json, "resource");
  return error;
}

Json event_json(const FlowEvent& event) {
  const auto* const row = std::ranges::find(kKindNames, event.kind, &KindName::kind);
  CHECK(row != std::end(kKindNames), "each kind has a name");
  Json json = {{"kind", row->name}, {"time", event.time.time_since_epoch().count()}};
  if (!event.node.empty()) json["node"] = event.node;
  add_list(json, "scope", event.scope, step_json);
  add_list(json, "fields", event.fields, field_json);
  if (!event.satisfied_conditions.empty()) json["conditions"] = event.satisfied_conditions;
  if (event.kind == FlowEventKind::kPassEnded) json["again"] = event.again;
  if (event.action) json["action"] = action_json(*event.action);
  add_list(json, "agentTraces", event.agent_traces, agent_trace_json);
  if (event.failure) json["failure"] = failure_json(*event.failure);
  return json;
}

FlowEvent event_of(const Json& json) {
  const std::string kind = text_of(json, "kind");
  const auto* const row = std::ranges::find(kKindNames, kind, &KindName::name);
  CHECK(row != std::end(kKindNames), "a kept event has a kind");
  FlowEvent event{.kind = row->kind};
  event.time = base::TimePoint(base::TimePoint::duration(json.at("time").get<std::int64_t>()));
  if (json.contains("node")) event.node = text_of(json, "node");
  event.scope = read_list<ScopeStep>(json, "scope", read_step);
  event.fields = read_list<EventField>(json, "fields", read_field);
  event.satisfied_conditions = read_list<std::string>(
      json, "conditions", [](const Json& name) { return name.get<std::string>(); });
  if (json.contains("again")) event.again = json.at("again").get<bool>();
  if (const Json* action = base::find_member(json, "action")) event.action = read_action(*action);
  event.agent_traces = read_list<AgentTrace>(json, "agentTraces", read_agent_trace);
  if (const Json* failure = base::find_member(json, "failure")) {
    event.failure = read_failure(*failure);
  }
  return event;
}

}  // namespace

std::string to_json_text(const FlowEvent& event) { return base::to_text(event_json(event)); }

FlowEvent read_event(std::string_view json_text) {
  return event_of(base::parse_own_json(json_text));
}

std::string to_json_text(const History& history) {
  return base::to_text(list_of(history, event_json));
}

History read_history(std::string_view json_text) {
  const Json json = base::parse_own_json(json_text);
  History history;
  for (const Json& event : json) history.push_back(event_of(event));
  return history;
}

History read_history(const std::vector<std::string>& json_texts) {
  History history;
  history.reserve(json_texts.size());
  for (const std::string& text : json_texts) history.push_back(read_event(text));
  return history;
}

}  // namespace flows::model
