#include "api/stream_event.h"

#include "api/flow_trace.h"
#include "base/json_text.h"
#include "wire/error_body.h"
#include "wire/event_frame.h"

namespace flows::api {

using base::ObjectText;
using model::FlowEvent;
using model::FlowEventKind;

namespace {

std::string output_payload(const engine::CompiledFlow& flow, const FlowEvent& event) {
  const auto node = flow.graph().find_node(event.node);
  CHECK(node.has_value(), "an output comes from a node of the flow");
  const std::string content =
      ObjectText().raw("document", base::to_text(event.fields.front().content)).finish();
  return ObjectText()
      .raw("content", content)
      .string("nodeName", event.node)
      .string("nodeType", flow.node(*node).type->runtime_name)
      .finish();
}

}  // namespace

std::optional<StreamEvent> stream_event(const engine::CompiledFlow& flow, const FlowEvent& event,
                                        bool enable_trace) {
  if (event.kind == FlowEventKind::kFlowOutput) {
    return StreamEvent{.name = "flowOutputEvent", .payload = output_payload(flow, event)};
  }
  if (event.kind == FlowEventKind::kFlowFailure) {
    return StreamEvent{.name = wire::exception_member_name(event.failure->code),
                       .payload = wire::exception_frame_payload(*event.failure),
                       .is_exception = true};
  }
  if (!enable_trace) return std::nullopt;
  auto trace = trace_payload(event);
  if (!trace) return std::nullopt;
  return StreamEvent{.name = "flowTraceEvent", .payload = *std::move(trace)};
}

StreamEvent completion_event() {
  return {.name = "flowCompletionEvent",
          .payload = ObjectText().string("completionReason", "SUCCESS").finish()};
}

}  // namespace flows::api
