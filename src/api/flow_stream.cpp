#include "api/flow_stream.h"

#include "wire/event_frame.h"

namespace flows::api {

bool FlowStream::emit(const model::FlowEvent& event) {
  const auto to_send = views::stream_event(flow_, event, enable_trace_);
  return !to_send || write(*to_send);
}

void FlowStream::finish(const engine::RunEnding& ending) {
  for (const views::StreamEvent& event : views::ending_events(flow_, ending)) {
    if (!write(event)) return;
  }
}

bool FlowStream::write(const views::StreamEvent& event) {
  return writer_.write(event.is_exception ? wire::encode_exception(event.name, event.payload)
                                          : wire::encode_event(event.name, event.payload));
}

}  // namespace flows::api
