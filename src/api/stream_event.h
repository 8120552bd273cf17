#pragma once

#include <optional>
#include <string>

#include "engine/compiled_flow.h"
#include "model/flow_event.h"

namespace flows::api {

// One event of InvokeFlow's answer.
struct StreamEvent {
  std::string name;           // the member of FlowResponseStream
  std::string payload;        // JSON text
  bool is_exception = false;  // then nothing follows
};

// What a client is told of an event of a run; nullopt: nothing. Traces only with `enable_trace`.
std::optional<StreamEvent> stream_event(const engine::CompiledFlow& flow,
                                        const model::FlowEvent& event, bool enable_trace);

// The last event of a run that succeeded.
StreamEvent completion_event();

}  // namespace flows::api
