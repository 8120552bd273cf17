#include "runs/execution_runner.h"

#include <limits>
#include <utility>

#include "base/json_text.h"
#include "base/log.h"
#include "model/event_json.h"
#include "model/flow.h"
#include "runs/execution_sink.h"
#include "runs/failed_status.h"

namespace flows::runs {
namespace {

using base::Json;
using engine::RunEnding;
using engine::RunStatus;

// How long a run waits until it asks a database again that has failed.
constexpr std::chrono::seconds kRetryPause{1};

std::string_view execution_status(const RunEnding& ending) {
  return ending.status == RunStatus::kSucceeded ? model::kExecutionSucceeded
                                                : failed_status(ending);
}

// What GetFlowExecution says of time-outs, of which alone it has a type.
std::optional<std::string> errors_of(const RunEnding& ending) {
  if (!ending.timed_out) return std::nullopt;
  base::ObjectText error;
  error.string("error", "ExecutionTimedOut").string("message", ending.failure->message);
  if (!ending.node.empty()) error.string("nodeName", ending.node);
  return "[" + error.finish() + "]";
}

// Calls `attempt` until it says that it is done, with a pause between two calls.
template <class Attempt>
void until_done(const Attempt& attempt, const std::stop_token& stop) {
  base::SystemClock pauses;
  while (!attempt()) {
    if (!pauses.sleep_until(pauses.now() + kRetryPause, stop)) return;
  }
}

}  // namespace

std::size_t calls_at_once(const std::optional<std::string>& concurrency_json) {
  if (!concurrency_json) return 1;
  const Json configuration = base::parse_own_json(*concurrency_json);
  if (const Json* most = base::find_member(configuration, "maxConcurrency")) {
    return most->get<std::size_t>();
  }
  return configuration.at("type") == "Automatic" ? base::limits::kConcurrentCallsPerRunMax : 1;
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
  // Refused while the server stops: the execution is found again by the next one.
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
  // Refused while the server stops.
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
  std::stop_token stop;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_.stop_requested() || paused_) return;
    const auto [entry, added] = running_.try_emplace(execution);
    // Submitted twice: before and after a pause.
    if (!added) return;
    stop = entry->second.get_token();
  }
  until_done([&] { return run(execution, stop) == Outcome::kOver; }, stop);
  {
    const std::lock_guard lock(mutex_);
    running_.erase(execution);
  }
  one_ended_.notify_all();
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
  auto found = db_.read([&](store::ReadTxn& txn) -> base::Result<Running> {
    return store::find_running_execution(txn, execution);
  });
  if (!found) return Outcome::kTryAgain;
  if (!*found) return Outcome::kOver;
  store::RunningExecution& running = **found;
  ExecutionSink sink(db_, execution, static_cast<std::int64_t>(running.event_jsons.size()) + 1);
  const auto flow = runs_.compile({.caller = running.caller,
                                   .flow_id = running.name.flow_id,
                                   .version = running.snapshot.version,
                                   .revision = running.snapshot.revision},
                                  running.snapshot.definition_json);
  CHECK(flow.has_value(), "an execution is started with a flow that can be run");
  RunInput input = input_of(running.caller, running.name, running.latency, running.started_at);
  input.history = model::read_history(running.event_jsons);
  input.calls_at_once = calls_at_once(running.concurrency_json);
  input.stop = std::move(stop);
  const RunEnding ending = runs_.run(**flow, input, sink);
  if (!sink.failure() && ending.status == RunStatus::kStopped) return Outcome::kOver;
  const auto ended = sink.failure()
                         ? base::Result<void>(*sink.failure())
                         : sink.end(execution_status(ending), errors_of(ending), clock_.now());
  if (ended) return Outcome::kOver;
  base::log(base::LogLevel::kError, "an execution could not be recorded and is tried again",
            {{"execution", running.name.name}, {"why", ended.error().message}});
  return Outcome::kTryAgain;
}

}  // namespace flows::runs
