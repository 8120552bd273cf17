#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>

#include "base/limits.h"
#include "base/worker_pool.h"
#include "runs/run_manager.h"
#include "store/database.h"
#include "store/execution_store.h"

namespace flows::runs {

struct ExecutionOptions {
  std::chrono::nanoseconds timeout = base::limits::kExecutionTimeout;  // then it is TimedOut
  std::size_t running_per_account = base::limits::kRunningExecutionsMax;
  std::size_t threads_max = base::limits::kRunningFlowsMax;  // further ones wait for their turn
};

// Returns how many nodes of a run may wait for the outside world at once, given the alias's
// concurrencyConfiguration: one if the alias has none. Errors: kInternalServer if the stored text
// is damaged.
base::Result<std::size_t> calls_at_once(const std::optional<std::string>& concurrency_json);

// Runs the asynchronous executions that the database holds as Running, each to its end. An
// execution that is cut off, because this object is destroyed or the process is killed, stays
// Running, and `recover_all` continues it. If the rows of an execution are damaged, it alone ends
// as Failed. Threads: any.
class ExecutionRunner {
 public:
  // All but `options` must outlive it.
  ExecutionRunner(ExecutionOptions options, RunManager& runs, store::Database& db,
                  base::Clock& clock);
  ~ExecutionRunner();
  ExecutionRunner(const ExecutionRunner&) = delete;
  ExecutionRunner& operator=(const ExecutionRunner&) = delete;

  [[nodiscard]] std::size_t running_per_account() const { return options_.running_per_account; }

  // Runs an execution that was committed as Running.
  void submit(std::int64_t execution);

  // Runs a short flow as an execution that is not stored yet; see RunManager::run_on_io_thread.
  store::EndedRun run_on_io_thread(const engine::CompiledFlow& flow, const base::Caller& caller,
                                   const store::NewExecution& execution, base::Json document,
                                   base::TimePoint started_at);

  // Stops the run of an execution that has already ended in the database.
  void stop(std::int64_t execution);

  // Submits every execution that is Running. Errors: those of the database.
  base::Result<void> recover_all();

  // Cuts off all runs and calls `change`, which may replace everything in the database. Then
  // continues the executions that are Running in it, as soon as the database can be read. Nothing
  // may be started meanwhile. Errors: those of `change`.
  base::Result<void> while_none_runs(const std::function<base::Result<void>()>& change);

 private:
  enum class Outcome { kOver, kTryAgain };
  // What is needed to continue an execution.
  struct Recovered {
    std::shared_ptr<const engine::CompiledFlow> flow;
    RunInput input;
  };

  void pause();
  void work(std::int64_t execution);
  Outcome run(std::int64_t execution, std::stop_token stop);
  base::Result<Recovered> recover(const store::RunningExecution& running) const;
  Outcome fail(std::int64_t execution, const base::Error& why);
  [[nodiscard]] RunInput input_of(const base::Caller& caller, const model::ExecutionName& name,
                                  const std::optional<std::string>& latency,
                                  base::TimePoint started_at) const;

  const ExecutionOptions options_;
  RunManager& runs_;
  store::Database& db_;
  base::Clock& clock_;
  std::mutex mutex_;  // guards what follows
  std::stop_source stopping_;
  bool paused_ = false;
  std::condition_variable one_ended_;
  std::map<std::int64_t, std::stop_source> running_;
  base::WorkerPool pool_;  // last: its threads end first
};

}  // namespace flows::runs
