#include "api/flow_stream.h"

#include "wire/event_frame.h"

namespace flows::api {
namespace {

std::string frame_of(const views::StreamEvent& event) {
  return event.is_exception ? wire::encode_exception(event.name, event.payload)
                            : wire::encode_event(event.name, event.payload);
}

}  // namespace

bool FlowStream::emit(const model::FlowEvent& event) {
  const auto to_send = views::stream_event(flow_, event, enable_trace_);
  return !to_send || writer_.write(frame_of(*to_send));
}

std::vector<std::string> FlowStream::last_frames(const engine::RunEnding& ending) const {
  std::vector<std::string> frames;
  for (const views::StreamEvent& event : views::ending_events(flow_, ending)) {
    frames.push_back(frame_of(event));
  }
  return frames;
}

}  // namespace flows::api
