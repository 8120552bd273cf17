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
  std::chrono::nanoseconds flow_timeout;  // the time limit of one InvokeFlow
  nodes::ContinueCondition continue_condition = nodes::ContinueCondition::kGoesOn;
};

// Names one definition of one flow: the key under which its compiled form is cached.
struct FlowKey {
  base::Caller caller;
  std::string flow_id;
  std::string version;  // digits or "DRAFT"
  std::int64_t revision =
      0;  // of the draft; changes whenever what is run under this version changes

  friend auto operator<=>(const FlowKey&, const FlowKey&) = default;
};

// A run that waits for its user, and the user's answer.
struct Continuation {
  model::History history;  // all events that it has emitted
  base::Json answer;
};

// What a run starts with.
struct RunInput {
  base::Json document = {};                       // for a new run
  std::optional<Continuation> continuation = {};  // for a run that got its answer
  std::optional<model::History> history = {};     // for a run that is recovered
  std::optional<base::TimePoint> deadline = {};   // if absent, the limit of one InvokeFlow applies
  std::optional<std::chrono::nanoseconds> node_timeout = {};
  bool may_wait = true;  // whether it may wait for its user
  nodes::RunIdentity identity = {};
  std::optional<std::string> latency = {};
  std::size_t calls_at_once = 1;  // from 1 to limits::kConcurrentCallsPerRunMax
  std::stop_token stop = {};
};

// Compiles and runs flows. Threads: any; a run blocks its caller until it ends.
class RunManager {
 public:
  RunManager(RunOptions options, nodes::Clients clients, const base::Clock& clock,
             base::IdGenerator& ids);

  // Returns the compiled form of a stored definition, from the cache if it is there. Errors:
  // kValidation if this version cannot run what the flow contains; kInternalServer if the
  // definition is damaged.
  base::Result<std::shared_ptr<const engine::CompiledFlow>> compile(
      const FlowKey& key, std::string_view definition_json);

  // Returns the same if it is in the cache; otherwise nullptr.
  std::shared_ptr<const engine::CompiledFlow> find_compiled(const FlowKey& key,
                                                            std::string_view definition_json);

  // Claims an execution ID for one run. Errors: kConflict if another run uses it.
  base::Result<RunningExecutions::Claim> claim(const ExecutionKey& key) {
    return running_.claim(key);
  }

  // Runs the flow to its end, or until it waits for its user. `sink` receives each event as it
  // happens, and then `observers` see it. This is the execution boundary: whatever this program, a
  // client or the sink throws is logged and ends only this run, as a failure.
  engine::RunEnding run(const engine::CompiledFlow& flow, const RunInput& input,
                        engine::EventSink& sink, engine::RunObservers observers = {});

  // Like `run`, for a flow whose CompiledFlow::is_short is true, on a thread that must not wait: a
  // node that nevertheless calls a service fails.
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
