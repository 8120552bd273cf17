#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/compiled_flow.h"
#include "engine/executor.h"
#include "model/flow_event.h"

namespace flows::views {

// One event of InvokeFlow's answer.
struct StreamEvent {
  std::string name;           // the member of FlowResponseStream
  std::string payload;        // JSON text
  bool is_exception = false;  // then nothing follows
};

// What a client is told of an event of a run; nullopt: nothing. Traces only with `enable_trace`. Of
// the end of the run ending_events tells.
std::optional<StreamEvent> stream_event(const engine::CompiledFlow& flow,
                                        const model::FlowEvent& event, bool enable_trace);

// The last events of an answer; none of a run that was stopped.
std::vector<StreamEvent> ending_events(const engine::CompiledFlow& flow,
                                       const engine::RunEnding& ending);

}  // namespace flows::views
