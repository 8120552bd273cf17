#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/compiled_flow.h"
#include "engine/executor.h"
#include "model/flow_event.h"

namespace flows::views {

// One event of InvokeFlow's response stream.
struct StreamEvent {
  std::string name;           // the member of FlowResponseStream
  std::string payload;        // JSON text
  bool is_exception = false;  // if true, no event follows
};

// Returns the stream event that shows `event` to a client; nullopt if the client sees nothing of
// it. Traces are returned only with `enable_trace`. The end of the run is shown by ending_events.
std::optional<StreamEvent> stream_event(const engine::CompiledFlow& flow,
                                        const model::FlowEvent& event, bool enable_trace);

// Returns the last events of a stream; a run that was stopped has none.
std::vector<StreamEvent> ending_events(const engine::CompiledFlow& flow,
                                       const engine::RunEnding& ending);

}  // namespace flows::views
