#include "runs/execution_runner.h"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "base/json_text.h"
#include "base/log.h"
#include "base/stored_json.h"
#include "base/thread.h"
#include "engine/history_check.h"
#include "model/event_json.h"
#include "model/flow.h"
#include "runs/execution_sink.h"
#include "runs/failed_status.h"

namespace flows::runs {
namespace {

using base::Error;
using base::Json;
using engine::RunEnding;
using engine::RunStatus;

// The time after which a run tries again to use a database that has failed.
constexpr std::chrono::seconds kRetryPause{1};

std::string_view execution_status(const RunEnding& ending) {
  return ending.status == RunStatus::kSucceeded ? model::kExecutionSucceeded
                                                : failed_status(ending);
}

// Returns the errors of GetFlowExecution, whose only type is the time-out; nullopt if the run did
// not time out.
std::optional<std::string> errors_of(const RunEnding& ending) {
  if (!ending.timed_out) return std::nullopt;
  base::ObjectText error;
  error.string("error", "ExecutionTimedOut").string("message", ending.failure->message);
  if (!ending.node.empty()) error.string("nodeName", ending.node);
  return "[" + error.finish() + "]";
}

// Calls `attempt` until it returns true, with a pause between two calls.
template <class Attempt>
void until_done(const Attempt& attempt, const std::stop_token& stop) {
  base::SystemClock pauses;
  while (!attempt()) {
    if (!pauses.sleep_until(pauses.now() + kRetryPause, stop)) return;
  }
}

}  // namespace

base::Result<std::size_t> calls_at_once(const std::optional<std::string>& concurrency_json) {
  if (!concurrency_json) return 1;
  const Error damaged{base::ErrorCode::kInternalServer,
                      "The stored concurrencyConfiguration of the alias is damaged."};
  const auto configuration = base::parse_stored_json(*concurrency_json);
  if (!configuration) return damaged;
  const Json* const type = base::find_member(*configuration, "type");
  if (type == nullptr || (*type != "Automatic" && *type != "Manual")) return damaged;
  const Json* const most = base::find_member(*configuration, "maxConcurrency");
  if (most == nullptr) return *type == "Automatic" ? base::limits::kConcurrentCallsPerRunMax : 1;
  if (!most->is_number_unsigned()) return damaged;
  const auto calls = most->get<std::uint64_t>();
  if (calls < 1 || calls > base::limits::kConcurrentCallsPerRunMax) return damaged;
  return static_cast<std::size_t>(calls);
}

ExecutionRunner::ExecutionRunner(ExecutionOptions options, RunManager& runs, store::Database& db,
                                 base::Clock& clock)
    : options_(options),
      runs_(runs),
      db_(db),
      clock_(clock),
      // The quota of running executions bounds the queue.
      pool_("execution pool", options.threads_max, std::numeric_limits<std::size_t>::max() / 2) {}

ExecutionRunner::~ExecutionRunner() {
  {
    const std::lock_guard lock(mutex_);
    stopping_.request_stop();
    for (auto& [execution, stop] : running_) stop.request_stop();
  }
  pool_.close();
}

void ExecutionRunner::submit(std::int64_t execution) {
  // While the server stops, the pool refuses this: the next server finds the execution again.
  static_cast<void>(pool_.submit([this, execution] { work(execution); }));
}

void ExecutionRunner::stop(std::int64_t execution) {
  const std::lock_guard lock(mutex_);
  const auto found = running_.find(execution);
  if (found != running_.end()) found->second.request_stop();
}

base::Result<void> ExecutionRunner::recover_all() {
  ASSIGN_OR_RETURN(const auto executions,
                   db_.read([](store::ReadTxn& txn) -> base::Result<std::vector<std::int64_t>> {
                     return store::list_running_executions(txn);
                   }));
  for (const std::int64_t execution : executions) submit(execution);
  return {};
}

base::Result<void> ExecutionRunner::while_none_runs(
    const std::function<base::Result<void>()>& change) {
  struct Pause {
    explicit Pause(ExecutionRunner& paused) : runner(paused) { runner.pause(); }
    ~Pause() {
      const std::lock_guard lock(runner.mutex_);
      runner.paused_ = false;
    }
    ExecutionRunner& runner;
  };
  base::Result<void> changed;
  {
    const Pause pause(*this);
    changed = change();
  }
  const auto submitted = pool_.submit(
      [this] { until_done([this] { return recover_all().has_value(); }, stopping_.get_token()); });
  // While the server stops, the pool refuses this.
  static_cast<void>(submitted);
  return changed;
}

void ExecutionRunner::pause() {
  std::unique_lock lock(mutex_);
  paused_ = true;
  for (auto& [execution, stop] : running_) stop.request_stop();
  one_ended_.wait(lock, [this] { return running_.empty(); });
}

void ExecutionRunner::work(std::int64_t execution) {
  // Removes the entry however this function ends, because pause() would otherwise wait forever.
  struct Entry {
    ~Entry() {
      {
        const std::lock_guard lock(runner.mutex_);
        if (added) runner.running_.erase(execution);
      }
      runner.one_ended_.notify_all();
    }
    ExecutionRunner& runner;
    std::int64_t execution = 0;
    bool added = false;
  };
  Entry own{.runner = *this, .execution = execution};
  std::stop_token stop;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_.stop_requested() || paused_) return;
    const auto [entry, added] = running_.try_emplace(execution);
    // The execution was submitted twice: before and after a pause.
    if (!added) return;
    own.added = true;
    stop = entry->second.get_token();
  }
  until_done([&] { return run(execution, stop) == Outcome::kOver; }, stop);
}

RunInput ExecutionRunner::input_of(const base::Caller& caller, const model::ExecutionName& name,
                                   const std::optional<std::string>& latency,
                                   base::TimePoint started_at) const {
  return {.deadline = started_at + options_.timeout,
          .node_timeout = base::limits::kNodeTimeout,
          .may_wait = false,
          .identity = {.flow_arn = model::flow_arn(caller, name.flow_id),
                       .alias_arn = model::flow_alias_arn(caller, name.flow_id, name.alias_id),
                       .execution_id = name.name},
          .latency = latency};
}

store::EndedRun ExecutionRunner::run_on_io_thread(const engine::CompiledFlow& flow,
                                                  const base::Caller& caller,
                                                  const store::NewExecution& execution,
                                                  Json document, base::TimePoint started_at) {
  RunInput input = input_of(caller, execution.name, execution.latency, started_at);
  input.document = std::move(document);
  StoredEvents events(1);
  const RunEnding ending = runs_.run_on_io_thread(flow, input, events);
  return {.events = events.take(),
          .status = std::string(execution_status(ending)),
          .errors_json = errors_of(ending),
          .ended_at = clock_.now()};
}

ExecutionRunner::Outcome ExecutionRunner::run(std::int64_t execution, std::stop_token stop) {
  using Running = std::optional<store::RunningExecution>;
  const auto found = db_.read([&](store::ReadTxn& txn) -> base::Result<Running> {
    return store::find_running_execution(txn, execution);
  });
  if (!found && found.error().code == base::ErrorCode::kDamagedData) {
    return fail(execution, found.error());
  }
  if (!found) return Outcome::kTryAgain;
  if (!*found) return Outcome::kOver;
  const store::RunningExecution& running = **found;
  base::Result<Recovered> recovered =
      Error{base::ErrorCode::kInternalServer, "an internal error; see the log of the server."};
  base::run_guarded("recovery of an execution", [&] { recovered = recover(running); });
  if (!recovered) return fail(execution, recovered.error());
  recovered->input.stop = std::move(stop);
  ExecutionSink sink(db_, execution, static_cast<std::int64_t>(running.event_jsons.size()) + 1);
  const RunEnding ending = runs_.run(*recovered->flow, recovered->input, sink);
  if (!sink.failure() && ending.status == RunStatus::kStopped) return Outcome::kOver;
  const auto ended = sink.failure()
                         ? base::Result<void>(*sink.failure())
                         : sink.end(execution_status(ending), errors_of(ending), clock_.now());
  if (ended) return Outcome::kOver;
  base::log(base::LogLevel::kError, "an execution could not be recorded and is tried again",
            {{"execution", running.name.name}, {"why", ended.error().message}});
  return Outcome::kTryAgain;
}

// Returns what is needed to continue the execution. Errors: its rows cannot be used.
base::Result<ExecutionRunner::Recovered> ExecutionRunner::recover(
    const store::RunningExecution& running) const {
  RETURN_IF_ERROR(running.whole);
  if (running.snapshot.definition_json.empty()) {
    return Error{base::ErrorCode::kDamagedData, "its definition is missing in the table snapshot."};
  }
  ASSIGN_OR_RETURN(auto flow, runs_.compile({.caller = running.caller,
                                             .flow_id = running.name.flow_id,
                                             .version = running.snapshot.version,
                                             .revision = running.snapshot.revision},
                                            running.snapshot.definition_json));
  ASSIGN_OR_RETURN(auto history, model::read_history(running.event_jsons));
  ASSIGN_OR_RETURN(const auto question, engine::check_history(*flow, history));
  if (question) {
    return Error{base::ErrorCode::kInternalServer,
                 "its events wait for a user, which an execution cannot do."};
  }
  ASSIGN_OR_RETURN(const std::size_t calls, calls_at_once(running.concurrency_json));
  RunInput input = input_of(running.caller, running.name, running.latency, running.started_at);
  input.history = std::move(history);
  input.calls_at_once = calls;
  return Recovered{.flow = std::move(flow), .input = std::move(input)};
}

// Ends one execution whose stored data cannot be used; its rows stay as they are.
ExecutionRunner::Outcome ExecutionRunner::fail(std::int64_t execution, const Error& why) {
  const Error failure{base::ErrorCode::kInternalServer,
                      fmt::format("The execution cannot go on after the server was started again, "
                                  "since this version cannot use what is stored of it: {}",
                                  why.message)};
  base::log(base::LogLevel::kError, "an execution cannot go on and has failed",
            {{"execution", std::to_string(execution)}, {"why", why.message}});
  const std::string event = model::to_json_text(
      {.kind = model::FlowEventKind::kFlowFailure, .time = clock_.now(), .failure = failure});
  const std::string errors =
      "[" + base::ObjectText().string("message", failure.message).finish() + "]";
  auto ended = db_.write([&](store::WriteTxn& txn) -> base::Result<void> {
    store::end_damaged_execution(txn, execution, event, errors, clock_.now());
    return {};
  });
  if (ended) return Outcome::kOver;
  if (ended.error().code != base::ErrorCode::kDamagedData) return Outcome::kTryAgain;
  // The table of the events is damaged, too: the end alone is written.
  ended = db_.write([&](store::WriteTxn& txn) -> base::Result<void> {
    store::end_execution(txn, execution, model::kExecutionFailed, errors, clock_.now());
    return {};
  });
  if (ended || ended.error().code == base::ErrorCode::kDamagedData) return Outcome::kOver;
  return Outcome::kTryAgain;
}

}  // namespace flows::runs
