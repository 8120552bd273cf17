#include "model/event_json.h"

#include <algorithm>
#include <iterator>

#include "base/json_text.h"
#include "model/event_names.h"

namespace flows::model {
namespace {

using base::Json;
using base::ObjectText;

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

void append_action(std::string& out, const NodeAction& action) {
  ObjectText object(out);
  object.string("requestId", action.request_id)
      .string("serviceName", action.service_name)
      .string("operationName", action.operation_name);
  base::append_json(object.member("request"), action.request);
  base::append_json(object.member("response"), action.response);
  object.close();
}

void append_agent_trace(std::string& out, const AgentTrace& trace) {
  ObjectText object(out);
  object.string("agentId", trace.agent_id)
      .string("agentAliasId", trace.agent_alias_id)
      .string("sessionId", trace.session_id);
  base::append_json(object.member("trace"), trace.trace);
  object.close();
}

void append_failure(std::string& out, const base::Error& error) {
  const auto* const row = std::ranges::find(kFailureCodes, error.code, &FailureCode::code);
  CHECK(row != std::end(kFailureCodes), "a run fails with a code of the runtime");
  ObjectText object(out);
  object.string("code", row->name);
  base::append_json(object.member("message"), Json(error.message));  // may contain arbitrary bytes
  if (!error.resource_name.empty()) object.string("resource", error.resource_name);
  object.close();
}

void append_event(std::string& out, const FlowEvent& event) {
  const auto* const row = std::ranges::find(kEventKinds, event.kind, &EventKindName::kind);
  CHECK(row != std::end(kEventKinds), "each kind has a name");
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

}  // namespace

std::string to_json_text(const FlowEvent& event) {
  constexpr std::size_t kBytesExpected = 500;  // a text that grows from nothing is copied six times
  std::string text;
  text.reserve(kBytesExpected);
  append_event(text, event);
  return text;
}

std::string to_json_text(const History& history) {
  std::string text;
  base::append_list(text, history, append_event);
  return text;
}

}  // namespace flows::model
