#include "api/flow_stream.h"

#include "api/flow_trace.h"
#include "base/json_text.h"
#include "wire/error_body.h"
#include "wire/event_frame.h"

namespace flows::api {

using base::ObjectText;
using model::FlowEvent;
using model::FlowEventKind;

bool FlowStream::emit(const FlowEvent& event) {
  if (event.kind == FlowEventKind::kFlowOutput) return write_output(event);
  if (event.kind == FlowEventKind::kFlowFailure) return write_failure(*event.failure);
  if (!enable_trace_) return true;
  const std::optional<std::string> payload = trace_payload(event);
  return !payload || writer_.write(wire::encode_event("flowTraceEvent", *payload));
}

bool FlowStream::write_output(const FlowEvent& event) {
  const auto node = flow_.graph().find_node(event.node);
  CHECK(node.has_value(), "an output comes from a node of the flow");
  const std::string content =
      ObjectText().raw("document", base::to_text(event.fields.front().content)).finish();
  const std::string payload = ObjectText()
                                  .raw("content", content)
                                  .string("nodeName", event.node)
                                  .string("nodeType", flow_.node(*node).type->runtime_name)
                                  .finish();
  return writer_.write(wire::encode_event("flowOutputEvent", payload));
}

bool FlowStream::write_failure(const base::Error& failure) {
  return writer_.write(wire::encode_exception(wire::exception_member_name(failure.code),
                                              wire::exception_frame_payload(failure)));
}

void FlowStream::complete() {
  const std::string payload = ObjectText().string("completionReason", "SUCCESS").finish();
  // Nothing follows, so it does not matter whether the client is still there.
  static_cast<void>(writer_.write(wire::encode_event("flowCompletionEvent", payload)));
}

}  // namespace flows::api
