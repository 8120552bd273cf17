#include "views/event_text.h"

#include "base/json_text.h"
#include "wire/timestamp.h"

namespace flows::views {
namespace {

using base::list_text;
using base::ObjectText;
using model::EventField;
using model::FlowEvent;
using model::FlowEventKind;

std::string chain_text(const model::Scope& scope) {
  return list_text(scope, [](const model::ScopeStep& step) {
    return ObjectText()
        .number("index", static_cast<std::int64_t>(step.index))
        .string("nodeName", step.node)
        .string("type", step.type == model::ControlType::kIterator ? "Iterator" : "Loop")
        .finish();
  });
}

std::string input_field_text(const EventField& field, const model::Scope& scope,
                             const FieldForm& form) {
  ObjectText text;
  text.string_if("category", field.category).raw("content", content_text(field.content));
  if (!scope.empty()) text.raw("executionChain", chain_text(scope));
  text.string(form.input, field.name);
  if (field.source) {
    text.raw("source", ObjectText()
                           .string("expression", field.source->expression)
                           .string("nodeName", field.source->node)
                           .string("outputFieldName", field.source->output)
                           .finish());
  }
  return text.string("type", form.type_text(field.type)).finish();
}

std::string output_field_text(const EventField& field, const FieldForm& form) {
  const std::string next = list_text(field.next, [](const model::FieldTarget& target) {
    return ObjectText()
        .string("inputFieldName", target.input)
        .string("nodeName", target.node)
        .finish();
  });
  return ObjectText()
      .raw("content", content_text(field.content))
      .raw("next", next)
      .string(form.output, field.name)
      .string("type", form.type_text(field.type))
      .finish();
}

std::string conditions_text(const FlowEvent& event) {
  return list_text(event.satisfied_conditions, [](const std::string& condition) {
    return ObjectText().string("conditionName", condition).finish();
  });
}

void add_action(ObjectText& text, const model::NodeAction& action) {
  text.string("operationName", action.operation_name)
      .raw("operationRequest", base::to_text(action.request))
      .raw("operationResponse", base::to_text(action.response))
      .string("requestId", action.request_id)
      .string("serviceName", action.service_name);
}

std::string agent_traces_text(const FlowEvent& event) {
  const std::string traces = list_text(event.agent_traces, [&](const model::AgentTrace& part) {
    return ObjectText()
        .string("agentAliasId", part.agent_alias_id)
        .string("agentId", part.agent_id)
        .string("eventTime", wire::format_timestamp(event.time))
        .string("sessionId", part.session_id)
        .raw("trace", base::to_text(part.trace))
        .finish();
  });
  return ObjectText().raw("agentTraces", traces).finish();
}

}  // namespace

std::string content_text(const base::Json& document) {
  return ObjectText().raw("document", base::to_text(document)).finish();
}

std::optional<std::string> node_event_text(const FlowEvent& event, const FieldForm& form) {
  // Members are written in the order of their names.
  ObjectText text;
  const auto finish = [&] {
    return text.string("timestamp", wire::format_timestamp(event.time)).finish();
  };
  switch (event.kind) {
    case FlowEventKind::kNodeInput:
    case FlowEventKind::kInputGiven:
      text.raw("fields", list_text(event.fields,
                                   [&](const EventField& field) {
                                     return input_field_text(field, event.scope, form);
                                   }))
          .string("nodeName", event.node);
      return finish();
    case FlowEventKind::kNodeOutput:
      text.raw("fields",
               list_text(event.fields,
                         [&](const EventField& field) { return output_field_text(field, form); }))
          .string("nodeName", event.node);
      return finish();
    case FlowEventKind::kConditionResult:
      text.string("nodeName", event.node).raw("satisfiedConditions", conditions_text(event));
      return finish();
    case FlowEventKind::kNodeAction:
      text.string("nodeName", event.node);
      add_action(text, *event.action);
      return finish();
    case FlowEventKind::kNodeDependency:
      return text.string("nodeName", event.node)
          .string("timestamp", wire::format_timestamp(event.time))
          .raw("traceElements", agent_traces_text(event))
          .finish();
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

}  // namespace flows::views
