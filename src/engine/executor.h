#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/id_generator.h"
#include "base/limits.h"
#include "base/worker_pool.h"
#include "engine/compiled_flow.h"
#include "engine/event_sink.h"
#include "engine/run_observer.h"
#include "engine/run_state.h"
#include "nodes/clients.h"

namespace flows::engine {

// The resources and limits of one run.
struct RunContext {
  nodes::Clients& clients;
  const base::Clock& clock;
  base::IdGenerator& ids;
  nodes::RunIdentity run = {};
  std::optional<std::string> latency = {};  // performanceConfig.latency of the invocation
  nodes::ContinueCondition continue_condition = nodes::ContinueCondition::kGoesOn;
  base::TimePoint deadline;                                   // the run fails once it has passed
  std::optional<std::chrono::nanoseconds> node_timeout = {};  // a node that takes longer fails
  std::size_t steps_max = base::limits::kStepsPerRunMax;      // inputs of nodes; more fail the run
  bool may_wait = true;                                       // if false, a node that asks fails
  std::stop_token stop = {};                                  // ends the run quietly
  // How many nodes may wait for the outside world at once, on threads of `pool`. The pool is
  // required if this is more than one.
  std::size_t calls_at_once = 1;
  base::WorkerPool* pool = nullptr;
  RunObservers* observers = nullptr;  // receive each event that the sink has taken; nullptr: none
};

enum class RunStatus { kSucceeded, kFailed, kStopped, kInputRequired };

// How a run ended.
struct RunEnding {
  RunStatus status = RunStatus::kSucceeded;
  std::optional<base::Error> failure = {};  // for kFailed
  std::optional<Question> question = {};    // for kInputRequired
  bool timed_out = false;                   // for kFailed: a time limit was exceeded
  std::string node = {};                    // for kFailed: the node that failed; empty: none
};

// Runs one flow from its input to its end, or until the sink or the stop token ends the run. If a
// node asks the user, everything else that can happen happens first; then the run ends with
// kInputRequired and can be resumed.
//
// Emits     every event to `sink`, on the caller's thread, before acting on it; a false from `sink`
//           ends the run quietly.
// Returns   how the run ended. A failing node ends the run after a failure event of the node and
//           one of the flow.
// Threads   no shared state; blocks in the clients, so never call it on the I/O thread.
RunEnding run(const CompiledFlow& flow, const base::Json& document, const RunContext& context,
              EventSink& sink);

// Continues a run that the end of the server cut off. `history` holds the events that the run
// emitted, at least the flow's input. Of the nodes in it, only those run again that had taken their
// inputs and produced nothing. Emits the events that follow.
RunEnding recover(const CompiledFlow& flow, const model::History& history,
                  const RunContext& context, EventSink& sink);

// Continues a run that ended with kInputRequired. `history` holds all events that the run emitted.
// An `answer` of the wrong type fails the node that asked. Emits the events that follow.
RunEnding resume(const CompiledFlow& flow, const model::History& history, base::Json answer,
                 const RunContext& context, EventSink& sink);

}  // namespace flows::engine
