#include "api/flow_trace.h"

#include <string_view>

#include "base/json_text.h"
#include "wire/timestamp.h"

namespace flows::api {
namespace {

using base::ObjectText;
using model::EventField;
using model::FlowEvent;
using model::FlowEventKind;

// A JSON list of what `render` gives for each item.
template <class Items, class Render>
std::string list_text(const Items& items, Render render) {
  std::string text = "[";
  for (const auto& item : items) {
    if (text.size() > 1) text += ',';
    text += render(item);
  }
  text += ']';
  return text;
}

std::string content_text(const base::Json& document) {
  return ObjectText().raw("document", base::to_text(document)).finish();
}

std::string chain_text(const model::Scope& scope) {
  return list_text(scope, [](const model::ScopeStep& step) {
    return ObjectText()
        .number("index", static_cast<std::int64_t>(step.index))
        .string("nodeName", step.node)
        .string("type", step.type == model::ControlType::kIterator ? "Iterator" : "Loop")
        .finish();
  });
}

std::string input_field_text(const EventField& field, const model::Scope& scope) {
  ObjectText text;
  text.string_if("category", field.category).raw("content", content_text(field.content));
  if (!scope.empty()) text.raw("executionChain", chain_text(scope));
  text.string("nodeInputName", field.name);
  if (field.source) {
    text.raw("source", ObjectText()
                           .string("expression", field.source->expression)
                           .string("nodeName", field.source->node)
                           .string("outputFieldName", field.source->output)
                           .finish());
  }
  return text.string("type", model::to_text(field.type)).finish();
}

std::string output_field_text(const EventField& field) {
  const std::string next = list_text(field.next, [](const model::FieldTarget& target) {
    return ObjectText()
        .string("inputFieldName", target.input)
        .string("nodeName", target.node)
        .finish();
  });
  return ObjectText()
      .raw("content", content_text(field.content))
      .raw("next", next)
      .string("nodeOutputName", field.name)
      .string("type", model::to_text(field.type))
      .finish();
}

std::string wrap(std::string_view member, ObjectText& trace) {
  const std::string inner = ObjectText().raw(member, trace.finish()).finish();
  return ObjectText().raw("trace", inner).finish();
}

std::string action_payload(const FlowEvent& event, const std::string& time) {
  const model::NodeAction& action = *event.action;
  ObjectText trace;
  trace.string("nodeName", event.node)
      .string("operationName", action.operation_name)
      .raw("operationRequest", base::to_text(action.request))
      .raw("operationResponse", base::to_text(action.response))
      .string("requestId", action.request_id)
      .string("serviceName", action.service_name)
      .string("timestamp", time);
  return wrap("nodeActionTrace", trace);
}

std::string dependency_payload(const FlowEvent& event, const std::string& time) {
  const std::string traces = list_text(event.agent_traces, [&](const model::AgentTrace& part) {
    return ObjectText()
        .string("agentAliasId", part.agent_alias_id)
        .string("agentId", part.agent_id)
        .string("eventTime", time)
        .string("sessionId", part.session_id)
        .raw("trace", base::to_text(part.trace))
        .finish();
  });
  ObjectText trace;
  trace.string("nodeName", event.node)
      .string("timestamp", time)
      .raw("traceElements", ObjectText().raw("agentTraces", traces).finish());
  return wrap("nodeDependencyTrace", trace);
}

}  // namespace

std::optional<std::string> trace_payload(const FlowEvent& event) {
  const std::string time = wire::format_timestamp(event.time);
  ObjectText trace;
  switch (event.kind) {
    case FlowEventKind::kNodeInput:
    case FlowEventKind::kInputGiven:
      trace
          .raw("fields", list_text(event.fields,
                                   [&](const EventField& field) {
                                     return input_field_text(field, event.scope);
                                   }))
          .string("nodeName", event.node)
          .string("timestamp", time);
      return wrap("nodeInputTrace", trace);
    case FlowEventKind::kNodeOutput:
      trace.raw("fields", list_text(event.fields, output_field_text))
          .string("nodeName", event.node)
          .string("timestamp", time);
      return wrap("nodeOutputTrace", trace);
    case FlowEventKind::kConditionResult:
      trace.string("nodeName", event.node)
          .raw("satisfiedConditions",
               list_text(event.satisfied_conditions,
                         [](const std::string& condition) {
                           return ObjectText().string("conditionName", condition).finish();
                         }))
          .string("timestamp", time);
      return wrap("conditionNodeResultTrace", trace);
    case FlowEventKind::kNodeAction: return action_payload(event, time);
    case FlowEventKind::kNodeDependency: return dependency_payload(event, time);
    case FlowEventKind::kFlowInput:
    case FlowEventKind::kFlowOutput:
    case FlowEventKind::kFlowFailure:
    case FlowEventKind::kNodeFailure:
    case FlowEventKind::kNodeSpread:
    case FlowEventKind::kPassEnded:
    case FlowEventKind::kInputRequired: break;
  }
  return std::nullopt;
}

}  // namespace flows::api
