#include "views/execution_event.h"

#include <string_view>

#include "base/json_text.h"
#include "views/event_text.h"
#include "wire/timestamp.h"

namespace flows::views {
namespace {

using base::ErrorCode;
using base::ObjectText;
using model::FlowEvent;
using model::FlowEventKind;

constexpr FieldForm kEventFieldForm = {
    .input = "name", .output = "name", .type_text = model::to_text};

// Returns the member of FlowExecutionEvent that holds an event of that kind.
std::string_view member_of(FlowEventKind kind) {
  switch (kind) {
    case FlowEventKind::kFlowInput: return "flowInputEvent";
    case FlowEventKind::kFlowOutput: return "flowOutputEvent";
    case FlowEventKind::kFlowFailure: return "flowFailureEvent";
    case FlowEventKind::kNodeInput: return "nodeInputEvent";
    case FlowEventKind::kNodeOutput: return "nodeOutputEvent";
    case FlowEventKind::kNodeAction: return "nodeActionEvent";
    case FlowEventKind::kNodeDependency: return "nodeDependencyEvent";
    case FlowEventKind::kConditionResult: return "conditionResultEvent";
    case FlowEventKind::kNodeFailure: return "nodeFailureEvent";
    case FlowEventKind::kNodeSpread:
    case FlowEventKind::kPassEnded:
    case FlowEventKind::kInputRequired:
    case FlowEventKind::kInputGiven: break;
  }
  UNREACHABLE("no list shows such an event");
}

// Returns the NodeErrorCode for an error.
std::string_view node_error_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::kValidation: return "VALIDATION";
    case ErrorCode::kBadGateway: return "BAD_GATEWAY";
    case ErrorCode::kInternalServer: return "INTERNAL_SERVER";
    default: return "DEPENDENCY_FAILED";
  }
}

// Returns the FlowErrorCode for an error.
std::string_view flow_error_code(const FlowEvent& event) {
  if (!event.node.empty()) return "NODE_EXECUTION_FAILED";
  const ErrorCode code = event.failure->code;
  const bool is_ours = code == ErrorCode::kInternalServer || code == ErrorCode::kDamagedData;
  return is_ours ? "INTERNAL_SERVER" : "VALIDATION";
}

std::string failure_text(const FlowEvent& event) {
  const bool of_node = event.kind == FlowEventKind::kNodeFailure;
  ObjectText text;
  text.string("errorCode", of_node ? node_error_code(event.failure->code) : flow_error_code(event))
      .string("errorMessage", event.failure->message);
  if (of_node) text.string("nodeName", event.node);
  return text.string("timestamp", wire::format_timestamp(event.time)).finish();
}

std::string flow_text(const FlowEvent& event) {
  const model::EventField& field = event.fields.front();
  const std::string fields =
      ObjectText().raw("content", content_text(field.content)).string("name", field.name).finish();
  return ObjectText()
      .raw("fields", "[" + fields + "]")
      .string("nodeName", event.node)
      .string("timestamp", wire::format_timestamp(event.time))
      .finish();
}

}  // namespace

std::string execution_event(const FlowEvent& event) {
  const auto node = node_event_text(event, kEventFieldForm);
  const std::string text = node ? *node : event.failure ? failure_text(event) : flow_text(event);
  return ObjectText().raw(member_of(event.kind), text).finish();
}

}  // namespace flows::views
