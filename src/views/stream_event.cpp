#include "views/stream_event.h"

#include "base/json_text.h"
#include "views/flow_trace.h"
#include "wire/error_body.h"
#include "wire/event_frame.h"

namespace flows::views {

using base::ObjectText;
using model::FlowEvent;
using model::FlowEventKind;

namespace {

// Returns the payload for a value and the node that it comes from.
std::string content_payload(const engine::CompiledFlow& flow, std::size_t node,
                            const base::Json& document) {
  return ObjectText()
      .raw("content", ObjectText().raw("document", base::to_text(document)).finish())
      .string("nodeName", flow.graph().node(node).name)
      .string("nodeType", flow.node(node).type->runtime_name)
      .finish();
}

StreamEvent completion(std::string_view reason) {
  return {.name = "flowCompletionEvent",
          .payload = ObjectText().string("completionReason", reason).finish()};
}

}  // namespace

std::optional<StreamEvent> stream_event(const engine::CompiledFlow& flow, const FlowEvent& event,
                                        bool enable_trace) {
  if (event.kind == FlowEventKind::kFlowOutput) {
    const auto node = flow.graph().find_node(event.node);
    CHECK(node.has_value(), "an output comes from a node of the flow");
    return StreamEvent{.name = "flowOutputEvent",
                       .payload = content_payload(flow, *node, event.fields.front().content)};
  }
  if (!enable_trace) return std::nullopt;
  auto trace = trace_payload(event);
  if (!trace) return std::nullopt;
  return StreamEvent{.name = "flowTraceEvent", .payload = *std::move(trace)};
}

std::vector<StreamEvent> ending_events(const engine::CompiledFlow& flow,
                                       const engine::RunEnding& ending) {
  switch (ending.status) {
    case engine::RunStatus::kSucceeded: return {completion("SUCCESS")};
    case engine::RunStatus::kInputRequired:
      return {{.name = "flowMultiTurnInputRequestEvent",
               .payload = content_payload(flow, ending.question->node, ending.question->text)},
              completion("INPUT_REQUIRED")};
    case engine::RunStatus::kFailed:
      return {{.name = wire::exception_member_name(ending.failure->code),
               .payload = wire::exception_frame_payload(*ending.failure),
               .is_exception = true}};
    case engine::RunStatus::kStopped: break;
  }
  return {};
}

}  // namespace flows::views
