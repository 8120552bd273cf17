#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "base/worker_pool.h"
#include "engine/executor.h"
#include "engine/run_observer.h"
#include "nodes/no_clients.h"
#include "runs/running_executions.h"

namespace flows::runs {

struct RunOptions {
  std::chrono::nanoseconds flow_timeout;  // limit of one InvokeFlow
  nodes::ContinueCondition continue_condition = nodes::ContinueCondition::kGoesOn;
};

// Which definition of which flow: the key under which its compiled form is cached.
struct FlowKey {
  base::Caller caller;
  std::string flow_id;
  std::string version;  // digits or "DRAFT"
  std::int64_t revision =
      0;  // of the draft; changes whenever what is run under this version changes

  friend auto operator<=>(const FlowKey&, const FlowKey&) = default;
};

// A run that waits for its user, and what the user says.
struct Continuation {
  model::History history;  // all that it has emitted
  base::Json answer;
};

// What one run is started with.
struct RunInput {
  base::Json document = {};                       // of a new run
  std::optional<Continuation> continuation = {};  // of one that goes on
  std::optional<model::History> history = {};     // of one that was cut off
  std::optional<base::TimePoint> deadline = {};   // nothing: after the limit of one InvokeFlow
  std::optional<std::chrono::nanoseconds> node_timeout = {};
  bool may_wait = true;  // for its user
  nodes::RunIdentity identity = {};
  std::optional<std::string> latency = {};
  std::size_t calls_at_once = 1;  // from 1 to limits::kCallsAtOnceMax
  std::stop_token stop = {};
};

// Compiles and runs flows. Threads: any; a run blocks its caller until it ends.
class RunManager {
 public:
  RunManager(RunOptions options, nodes::Clients clients, const base::Clock& clock,
             base::IdGenerator& ids);

  // The compiled form of a definition that has no Error findings, from the cache where it is there.
  // Errors: kValidation, where this version does not run what the flow asks for.
  base::Result<std::shared_ptr<const engine::CompiledFlow>> compile(
      const FlowKey& key, std::string_view definition_json);

  // The same if it is in the cache; otherwise nullptr.
  std::shared_ptr<const engine::CompiledFlow> find_compiled(const FlowKey& key,
                                                            std::string_view definition_json);

  // Errors: kConflict, where a run uses that execution ID.
  base::Result<RunningExecutions::Claim> claim(const ExecutionKey& key) {
    return running_.claim(key);
  }

  // Runs the flow to its end, or until it waits for its user; `sink` gets each event as it happens,
  // and then `observers` see it. This is the execution boundary: whatever is thrown within, by
  // ourselves, a client or the sink, is logged and ends this run as a failure.
  engine::RunEnding run(const engine::CompiledFlow& flow, const RunInput& input,
                        engine::EventSink& sink, engine::RunObservers observers = {});

  // The same for a flow of which CompiledFlow::is_short says so, on a thread that must not wait: a
  // node that asks a service all the same fails.
  engine::RunEnding run_on_io_thread(const engine::CompiledFlow& flow, const RunInput& input,
                                     engine::EventSink& sink, engine::RunObservers observers = {});

 private:
  struct CachedFlow {
    FlowKey key;
    std::string definition_json;
    std::shared_ptr<const engine::CompiledFlow> flow;
  };

  void cache(CachedFlow entry);
  engine::RunEnding run_with(nodes::Clients& clients, const engine::CompiledFlow& flow,
                             const RunInput& input, engine::EventSink& sink,
                             engine::RunObservers& observers);
  engine::RunEnding drive(nodes::Clients& clients, const engine::CompiledFlow& flow,
                          const RunInput& input, engine::EventSink& sink,
                          engine::RunObservers& observers);

  const RunOptions options_;
  nodes::Clients clients_;
  nodes::NoClients no_clients_;
  const base::Clock& clock_;
  base::IdGenerator& ids_;
  RunningExecutions running_;
  base::WorkerPool calls_;
  std::mutex mutex_;
  std::list<CachedFlow> cache_;  // most recently used first
  std::map<FlowKey, std::list<CachedFlow>::iterator> index_;
};

}  // namespace flows::runs
