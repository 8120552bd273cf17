#pragma once

#include <string>
#include <vector>

#include "api/operation.h"
#include "engine/compiled_flow.h"
#include "engine/event_sink.h"
#include "views/stream_event.h"

namespace flows::api {

// Turns the events of a run into the frames of InvokeFlow's response, each as soon as it happens;
// `last_frames` returns those that end the stream.
class FlowStream final : public engine::EventSink {
 public:
  // `enable_trace` adds a flowTraceEvent for every step of every node.
  FlowStream(const engine::CompiledFlow& flow, bool enable_trace, StreamWriter& writer)
      : flow_(flow), enable_trace_(enable_trace), writer_(writer) {}

  bool emit(const model::FlowEvent& event) override;
  bool flush() override { return true; }  // each frame was sent already, and none is durable

  // Returns the last frames, which are still to be sent.
  [[nodiscard]] std::vector<std::string> last_frames(const engine::RunEnding& ending) const;

 private:
  const engine::CompiledFlow& flow_;
  const bool enable_trace_;
  StreamWriter& writer_;
};

}  // namespace flows::api
