#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/limits.h"
#include "base/stored_json.h"
#include "model/event_json.h"
#include "model/event_names.h"

namespace flows::model {
namespace {

using base::Json;
using Type = Json::value_t;

// Reads one event. Only the first fault is remembered; what is read after it must not be used.
class Reader {
 public:
  FlowEvent read(const Json& json);
  [[nodiscard]] const std::string& fault() const { return fault_; }  // empty if there is none

 private:
  void fail(std::string_view name, std::string_view what) {
    if (fault_.empty()) fault_ = fmt::format("'{}' {}", name, what);
  }

  // Returns a member of that type. If it is absent or has another type, fails and returns null.
  const Json& required(const Json& object, const char* name, Type type) {
    static const Json nothing;
    const Json* const found = base::find_member(object, name);
    if (found != nullptr && found->type() == type) return *found;
    fail(name, "is missing or has another type");
    return nothing;
  }

  std::string text(const Json& object, const char* name) {
    const Json& found = required(object, name, Type::string);
    return found.is_string() ? found.get<std::string>() : std::string();
  }

  bool flag(const Json& object, const char* name) {
    const Json& found = required(object, name, Type::boolean);
    return found.is_boolean() && found.get<bool>();
  }

  Json any(const Json& object, const char* name) {
    const Json* const found = base::find_member(object, name);
    if (found != nullptr) return *found;
    fail(name, "is missing");
    return nullptr;
  }

  std::int64_t whole_number(const Json& object, const char* name) {
    const Json* const found = base::find_member(object, name);
    const bool fits =
        found != nullptr && found->is_number_integer() &&
        (!found->is_number_unsigned() || std::in_range<std::int64_t>(found->get<std::uint64_t>()));
    if (fits) return found->get<std::int64_t>();
    fail(name, "is no whole number of 64 bits");
    return 0;
  }

  // Reads the items of a list that is absent if it is empty.
  template <class Item, class Read>
  std::vector<Item> list(const Json& object, const char* name, const Read& read_item) {
    std::vector<Item> items;
    if (base::find_member(object, name) == nullptr) return items;
    for (const Json& item : required(object, name, Type::array)) items.push_back(read_item(item));
    return items;
  }

  ScopeStep step(const Json& json);
  EventField field(const Json& json);
  NodeAction action(const Json& json);
  AgentTrace agent_trace(const Json& json);
  base::Error failure(const Json& json);
  void check_parts(const FlowEvent& event);

  std::string fault_;
};

ScopeStep Reader::step(const Json& json) {
  const std::int64_t index = whole_number(json, "index");
  if (index < 0) fail("index", "is negative");
  return {.node = text(json, "node"),
          .type = flag(json, "loop") ? ControlType::kLoop : ControlType::kIterator,
          .index = static_cast<std::size_t>(index)};
}

EventField Reader::field(const Json& json) {
  const auto type = parse_io_type(text(json, "type"));
  if (!type) fail("type", "is no type of a value");
  EventField field{.name = text(json, "name"),
                   .content = any(json, "content"),
                   .type = type.value_or(IoType::kString)};
  if (const Json* source = base::find_member(json, "source")) {
    field.source = FieldSource{.node = text(*source, "node"),
                               .output = text(*source, "output"),
                               .expression = text(*source, "expression")};
  }
  if (base::find_member(json, "category") != nullptr) field.category = text(json, "category");
  field.next = list<FieldTarget>(json, "next", [this](const Json& target) {
    return FieldTarget{.node = text(target, "node"), .input = text(target, "input")};
  });
  return field;
}

NodeAction Reader::action(const Json& json) {
  return {.request_id = text(json, "requestId"),
          .service_name = text(json, "serviceName"),
          .operation_name = text(json, "operationName"),
          .request = any(json, "request"),
          .response = any(json, "response")};
}

AgentTrace Reader::agent_trace(const Json& json) {
  return {.agent_id = text(json, "agentId"),
          .agent_alias_id = text(json, "agentAliasId"),
          .session_id = text(json, "sessionId"),
          .trace = any(json, "trace")};
}

base::Error Reader::failure(const Json& json) {
  const std::string code = text(json, "code");
  const auto* const row = std::ranges::find(kFailureCodes, code, &FailureCode::name);
  const bool known = row != std::end(kFailureCodes);
  if (!known) fail("code", "is no code with which a run fails");
  base::Error error{known ? row->code : base::ErrorCode::kInternalServer, text(json, "message")};
  if (base::find_member(json, "resource") != nullptr) error.resource_name = text(json, "resource");
  return error;
}

// Checks the parts on which code that shows an event or resumes after it relies.
void Reader::check_parts(const FlowEvent& event) {
  switch (event.kind) {
    case FlowEventKind::kFlowInput:
    case FlowEventKind::kFlowOutput:
    case FlowEventKind::kNodeSpread:
    case FlowEventKind::kInputRequired:
    case FlowEventKind::kInputGiven:
      if (event.fields.size() != 1) fail("fields", "must have one item");
      break;
    case FlowEventKind::kConditionResult:
      if (event.satisfied_conditions.size() != 1) fail("conditions", "must have one item");
      break;
    case FlowEventKind::kNodeAction:
      if (!event.action) fail("action", "is missing");
      break;
    case FlowEventKind::kFlowFailure:
    case FlowEventKind::kNodeFailure:
      if (!event.failure) fail("failure", "is missing");
      break;
    case FlowEventKind::kNodeInput:
    case FlowEventKind::kNodeOutput:
    case FlowEventKind::kNodeDependency:
    case FlowEventKind::kPassEnded: break;
  }
  if (event.node.empty() && event.kind != FlowEventKind::kFlowFailure) fail("node", "is missing");
}

FlowEvent Reader::read(const Json& json) {
  const std::string kind = text(json, "kind");
  const auto* const row = std::ranges::find(kEventKinds, kind, &EventKindName::name);
  if (row == std::end(kEventKinds)) {
    fail("kind", "is no kind of an event");
    return {};
  }
  FlowEvent event{.kind = row->kind};
  event.time = base::TimePoint(base::TimePoint::duration(whole_number(json, "time")));
  constexpr auto kLatest = base::TimePoint::max() - base::limits::kClockAdvanceMax;
  if (event.time < base::TimePoint() || event.time > kLatest) fail("time", "is out of range");
  if (base::find_member(json, "node") != nullptr) event.node = text(json, "node");
  event.scope = list<ScopeStep>(json, "scope", [this](const Json& item) { return step(item); });
  event.fields = list<EventField>(json, "fields", [this](const Json& item) { return field(item); });
  event.satisfied_conditions = list<std::string>(json, "conditions", [this](const Json& name) {
    if (!name.is_string()) fail("conditions", "must have texts");
    return name.is_string() ? name.get<std::string>() : std::string();
  });
  if (event.kind == FlowEventKind::kPassEnded) event.again = flag(json, "again");
  if (const Json* part = base::find_member(json, "action")) event.action = action(*part);
  event.agent_traces =
      list<AgentTrace>(json, "agentTraces", [this](const Json& item) { return agent_trace(item); });
  if (const Json* part = base::find_member(json, "failure")) event.failure = failure(*part);
  check_parts(event);
  return event;
}

base::Error damaged(std::string_view what) {
  return {base::ErrorCode::kInternalServer, std::string(what)};
}

base::Result<FlowEvent> event_of(const Json& json) {
  Reader reader;
  FlowEvent event = reader.read(json);
  if (!reader.fault().empty()) return damaged(reader.fault());
  return event;
}

// `number` counts from 1.
base::Error at_event(std::size_t number, const base::Error& error) {
  return damaged(fmt::format("event {}: {}.", number, error.message));
}

}  // namespace

base::Result<FlowEvent> read_event(std::string_view json_text) {
  ASSIGN_OR_RETURN(const Json json, base::parse_stored_json(json_text));
  return event_of(json);
}

base::Result<History> read_history(std::string_view json_text) {
  ASSIGN_OR_RETURN(const Json json, base::parse_stored_json(json_text));
  if (!json.is_array()) return damaged("a history must be a list.");
  History history;
  for (const Json& item : json) {
    auto event = event_of(item);
    if (!event) return at_event(history.size() + 1, event.error());
    history.push_back(*std::move(event));
  }
  return history;
}

base::Result<History> read_history(const std::vector<std::string>& json_texts) {
  History history;
  history.reserve(json_texts.size());
  for (const std::string& text : json_texts) {
    auto event = read_event(text);
    if (!event) return at_event(history.size() + 1, event.error());
    history.push_back(*std::move(event));
  }
  return history;
}

}  // namespace flows::model
