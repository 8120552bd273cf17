#include "views/flow_trace.h"

#include <string_view>

#include "base/json_text.h"
#include "views/event_text.h"

namespace flows::views {
namespace {

using base::ObjectText;
using model::FlowEventKind;

// Traces show types in capitals, unlike definitions, events of executions and AWS's API model.
constexpr FieldForm kTraceFieldForm = {
    .input = "nodeInputName", .output = "nodeOutputName", .type_text = model::to_upper_text};

// Returns the member of FlowTrace that holds an event of that kind.
std::string_view trace_member(FlowEventKind kind) {
  switch (kind) {
    case FlowEventKind::kNodeInput:
    case FlowEventKind::kInputGiven: return "nodeInputTrace";
    case FlowEventKind::kNodeOutput: return "nodeOutputTrace";
    case FlowEventKind::kConditionResult: return "conditionNodeResultTrace";
    case FlowEventKind::kNodeAction: return "nodeActionTrace";
    case FlowEventKind::kNodeDependency: return "nodeDependencyTrace";
    case FlowEventKind::kFlowInput:
    case FlowEventKind::kFlowOutput:
    case FlowEventKind::kFlowFailure:
    case FlowEventKind::kNodeFailure:
    case FlowEventKind::kNodeSpread:
    case FlowEventKind::kPassEnded:
    case FlowEventKind::kInputRequired: break;
  }
  UNREACHABLE("an event with a text has a trace");
}

}  // namespace

std::optional<std::string> trace_payload(const model::FlowEvent& event) {
  const auto text = node_event_text(event, kTraceFieldForm);
  if (!text) return std::nullopt;
  const std::string trace = ObjectText().raw(trace_member(event.kind), *text).finish();
  return ObjectText().raw("trace", trace).finish();
}

}  // namespace flows::views
