#include "model/event_json.h"

#include <algorithm>
#include <iterator>

#include "base/json_text.h"

namespace flows::model {
namespace {

using base::Json;
using base::ObjectText;

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

// The items of a list that is left out where it is empty.
template <class Item, class Read>
std::vector<Item> read_list(const Json& object, const char* name, const Read& read) {
  std::vector<Item> items;
  const Json* list = base::find_member(object, name);
  if (list == nullptr) return items;
  for (const Json& item : *list) items.push_back(read(item));
  return items;
}

template <class Items, class Append>
void add_list(ObjectText& object, std::string_view name, const Items& items, const Append& append) {
  if (!items.empty()) base::append_list(object.member(name), items, append);
}

void append_step(std::string& out, const ScopeStep& step) {
  ObjectText(out)
      .string("node", step.node)
      .flag("loop", step.type == ControlType::kLoop)
      .number("index", static_cast<std::int64_t>(step.index))
      .close();
}

ScopeStep read_step(const Json& json) {
  return {.node = text_of(json, "node"),
          .type = json.at("loop").get<bool>() ? ControlType::kLoop : ControlType::kIterator,
          .index = json.at("index").get<std::size_t>()};
}

void append_target(std::string& out, const FieldTarget& target) {
  ObjectText(out).string("node", target.node).string("input", target.input).close();
}

void append_field(std::string& out, const EventField& field) {
  ObjectText object(out);
  object.string("name", field.name);
  base::append_json(object.member("content"), field.content);
  object.string("type", to_text(field.type));
  if (field.source) {
    ObjectText(object.member("source"))
        .string("node", field.source->node)
        .string("output", field.source->output)
        .string("expression", field.source->expression)
        .close();
  }
  object.string_if("category", field.category);
  add_list(object, "next", field.next, append_target);
  object.close();
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

void append_action(std::string& out, const NodeAction& action) {
  ObjectText object(out);
  object.string("requestId", action.request_id)
      .string("serviceName", action.service_name)
      .string("operationName", action.operation_name);
  base::append_json(object.member("request"), action.request);
  base::append_json(object.member("response"), action.response);
  object.close();
}

NodeAction read_action(const Json& json) {
  return {.request_id = text_of(json, "requestId"),
          .service_name = text_of(json, "serviceName"),
          .operation_name = text_of(json, "operationName"),
          .request = json.at("request"),
          .response = json.at("response")};
}

void append_agent_trace(std::string& out, const AgentTrace& trace) {
  ObjectText object(out);
  object.string("agentId", trace.agent_id)
      .string("agentAliasId", trace.agent_alias_id)
      .string("sessionId", trace.session_id);
  base::append_json(object.member("trace"), trace.trace);
  object.close();
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

void append_failure(std::string& out, const base::Error& error) {
  const auto* const row = std::ranges::find(kCodeNames, error.code, &CodeName::code);
  CHECK(row != std::end(kCodeNames), "a run fails with a code of the runtime");
  ObjectText object(out);
  object.string("code", row->name);
  base::append_json(object.member("message"), Json(error.message));  // may repeat any bytes
  if (!error.resource_name.empty()) object.string("resource", error.resource_name);
  object.close();
}

base::Error read_failure(const Json& json) {
  const std::string code = text_of(json, "code");
  const auto* const row = std::ranges::find(kCodeNames, code, &CodeName::name);
  CHECK(row != std::end(kCodeNames), "a kept failure has a code");
  base::Error error{row->code, text_of(json, "message")};
  if (json.contains("resource")) error.resource_name = text_of(json, "resource");
  return error;
}

void append_event(std::string& out, const FlowEvent& event) {
  const auto* const row = std::ranges::find(kKindNames, event.kind, &KindName::kind);
  CHECK(row != std::end(kKindNames), "each kind has a name");
  ObjectText object(out);
  object.string("kind", row->name).number("time", event.time.time_since_epoch().count());
  if (!event.node.empty()) object.string("node", event.node);
  add_list(object, "scope", event.scope, append_step);
  add_list(object, "fields", event.fields, append_field);
  add_list(object, "conditions", event.satisfied_conditions, base::append_json_string);
  if (event.kind == FlowEventKind::kPassEnded) object.flag("again", event.again);
  if (event.action) append_action(object.member("action"), *event.action);
  add_list(object, "agentTraces", event.agent_traces, append_agent_trace);
  if (event.failure) append_failure(object.member("failure"), *event.failure);
  object.close();
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

std::string to_json_text(const FlowEvent& event) {
  constexpr std::size_t kBytesExpected = 500;  // a text that grows from nothing is copied six times
  std::string text;
  text.reserve(kBytesExpected);
  append_event(text, event);
  return text;
}

FlowEvent read_event(std::string_view json_text) {
  return event_of(base::parse_own_json(json_text));
}

std::string to_json_text(const History& history) {
  std::string text;
  base::append_list(text, history, append_event);
  return text;
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
