#include "runs/run_manager.h"

#include <utility>

#include "base/limits.h"
#include "base/thread.h"
#include "runs/stored_definition.h"

namespace flows::runs {

RunManager::RunManager(RunOptions options, nodes::Clients clients, const base::Clock& clock,
                       base::IdGenerator& ids)
    : options_(options),
      clients_(clients),
      clock_(clock),
      ids_(ids),
      // If all threads are busy, a run makes its call on its own thread.
      calls_("call pool", base::limits::kConcurrentNodeCallsMax, 0) {}

base::Result<std::shared_ptr<const engine::CompiledFlow>> RunManager::compile(
    const FlowKey& key, std::string_view definition_json) {
  if (auto cached = find_compiled(key, definition_json)) return cached;
  ASSIGN_OR_RETURN(auto definition, read_stored_definition(definition_json));
  ASSIGN_OR_RETURN(auto flow, engine::CompiledFlow::compile(std::move(definition)));
  cache({.key = key, .definition_json = std::string(definition_json), .flow = flow});
  return flow;
}

engine::RunEnding RunManager::run(const engine::CompiledFlow& flow, const RunInput& input,
                                  engine::EventSink& sink, engine::RunObservers observers) {
  return run_with(clients_, flow, input, sink, observers);
}

engine::RunEnding RunManager::run_on_io_thread(const engine::CompiledFlow& flow,
                                               const RunInput& input, engine::EventSink& sink,
                                               engine::RunObservers observers) {
  CHECK(flow.is_short(), "only what cannot wait runs on the I/O thread");
  nodes::Clients none = no_clients_.clients();
  return run_with(none, flow, input, sink, observers);
}

engine::RunEnding RunManager::run_with(nodes::Clients& clients, const engine::CompiledFlow& flow,
                                       const RunInput& input, engine::EventSink& sink,
                                       engine::RunObservers& observers) {
  engine::RunEnding ending;
  const std::string name = "run " + input.identity.execution_id;
  if (base::run_guarded(name, [&] { ending = drive(clients, flow, input, sink, observers); }))
    return ending;
  ending = {
      .status = engine::RunStatus::kFailed,
      .failure = base::Error{base::ErrorCode::kInternalServer,
                             "The server encountered an internal error while running the flow."}};
  base::run_guarded("failure of " + name, [&] {
    const model::FlowEvent event{.kind = model::FlowEventKind::kFlowFailure,
                                 .time = clock_.now(),
                                 .failure = ending.failure};
    if (sink.emit(event)) observers.on_event(event);
  });
  return ending;
}

engine::RunEnding RunManager::drive(nodes::Clients& clients, const engine::CompiledFlow& flow,
                                    const RunInput& input, engine::EventSink& sink,
                                    engine::RunObservers& observers) {
  const engine::RunContext context{
      .clients = clients,
      .clock = clock_,
      .ids = ids_,
      .run = input.identity,
      .latency = input.latency,
      .continue_condition = options_.continue_condition,
      .deadline = input.deadline ? *input.deadline : clock_.now() + options_.flow_timeout,
      .node_timeout = input.node_timeout,
      .may_wait = input.may_wait,
      .stop = input.stop,
      .calls_at_once = input.calls_at_once,
      .pool = &calls_,
      .observers = &observers};
  if (input.history) return engine::recover(flow, *input.history, context, sink);
  if (input.continuation) {
    const auto& [history, answer] = *input.continuation;
    return engine::resume(flow, history, answer, context, sink);
  }
  return engine::run(flow, input.document, context, sink);
}

std::shared_ptr<const engine::CompiledFlow> RunManager::find_compiled(
    const FlowKey& key, std::string_view definition_json) {
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(key);
  if (found == index_.end()) return nullptr;
  // Another state may have been loaded into the server, with another definition under that key.
  if (found->second->definition_json != definition_json) return nullptr;
  cache_.splice(cache_.begin(), cache_, found->second);
  return found->second->flow;
}

void RunManager::cache(CachedFlow entry) {
  const std::lock_guard lock(mutex_);
  if (const auto found = index_.find(entry.key); found != index_.end()) {
    *found->second = std::move(entry);
    return;
  }
  cache_.push_front(std::move(entry));
  index_[cache_.front().key] = cache_.begin();
  if (cache_.size() <= base::limits::kCompiledFlowsMax) return;
  index_.erase(cache_.back().key);
  cache_.pop_back();
}

}  // namespace flows::runs
