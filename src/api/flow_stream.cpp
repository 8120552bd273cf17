#include "api/flow_stream.h"

#include "api/stream_event.h"
#include "wire/event_frame.h"

namespace flows::api {

bool FlowStream::emit(const model::FlowEvent& event) {
  const auto told = stream_event(flow_, event, enable_trace_);
  if (!told) return true;
  return writer_.write(told->is_exception ? wire::encode_exception(told->name, told->payload)
                                          : wire::encode_event(told->name, told->payload));
}

void FlowStream::complete() {
  const StreamEvent last = completion_event();
  // Nothing follows, so it does not matter whether the client is still there.
  static_cast<void>(writer_.write(wire::encode_event(last.name, last.payload)));
}

}  // namespace flows::api
