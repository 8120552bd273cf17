#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/id_generator.h"
#include "engine/compiled_flow.h"
#include "engine/event_sink.h"
#include "nodes/clients.h"

namespace flows::engine {

// What a run may touch, and for how long.
struct RunContext {
  nodes::Clients& clients;
  const base::Clock& clock;
  base::IdGenerator& ids;
  nodes::RunIdentity run = {};
  std::optional<std::string> latency = {};  // performanceConfig.latency of the invocation
  nodes::ContinueCondition continue_condition = nodes::ContinueCondition::kGoesOn;
  base::TimePoint deadline;   // then the run fails
  std::stop_token stop = {};  // then it ends quietly
};

enum class RunStatus { kSucceeded, kFailed, kStopped };

// How a run ended.
struct RunEnding {
  RunStatus status = RunStatus::kSucceeded;
  std::optional<base::Error> failure = {};  // of kFailed
};

// Runs one flow from its input to its end, or until the sink or the stop token says stop.
//
// Emits     every event to `sink` before acting on it; a false from `sink` ends the run quietly.
// Returns   how the run ended. A failing node is an ending: its event and the flow's come first.
// Threads   no shared state; blocks in the clients, so never call it on the I/O thread.
RunEnding run(const CompiledFlow& flow, const base::Json& document, const RunContext& context,
              EventSink& sink);

}  // namespace flows::engine
