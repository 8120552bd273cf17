#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>

#include "runs/run_manager.h"
#include "store/database.h"
#include "store/invocation_store.h"

namespace flows::api {

// The flow to which an alias routes, ready to run.
struct FlowTarget {
  store::InvocationTarget found;
  std::shared_ptr<const engine::CompiledFlow> flow;
};

using FlowTargetPointer = std::shared_ptr<const FlowTarget>;

// Follows aliases to compiled flows, and caches the results until something is committed: at most
// limits::kFlowTargetsMax of them. Threads: any.
class FlowTargets {
 public:
  FlowTargets(store::Database& db, runs::RunManager& runs,
              store::StaleDraft stale = store::StaleDraft::kRefused)
      : db_(db), runs_(runs), stale_(stale) {}

  // Returns the target of an alias. Errors: those of store::resolve_invocation and
  // RunManager::compile.
  base::Result<FlowTargetPointer> find(const base::Caller& caller, std::string_view flow_id,
                                       std::string_view alias_id);

  // Returns what an alias leads to in `txn`. Errors: those of store::resolve_invocation.
  [[nodiscard]] base::Result<store::InvocationTarget> resolve(store::ReadTxn& txn,
                                                              const base::Caller& caller,
                                                              std::string_view flow_id,
                                                              std::string_view alias_id) const;

  // Returns a target whose flow can run on the I/O thread, see CompiledFlow::is_short; nullptr if
  // it cannot, is not compiled yet, or does not exist.
  // Threads: the I/O thread.
  FlowTargetPointer find_on_io_thread(const base::Caller& caller, std::string_view flow_id,
                                      std::string_view alias_id);

 private:
  // The key is account, region, flow and alias.
  using Key = std::tuple<std::string, std::string, std::string, std::string>;

  FlowTargetPointer find_compiled_on_io_thread(const base::Caller& caller, std::string_view flow_id,
                                               std::string_view alias_id);
  FlowTargetPointer find_cached(const Key& key, std::uint64_t commits);
  FlowTargetPointer cache(Key key, std::uint64_t commits, FlowTarget target);

  store::Database& db_;
  runs::RunManager& runs_;
  const store::StaleDraft stale_;
  std::mutex mutex_;
  std::map<Key, FlowTargetPointer> cached_;
  std::uint64_t commits_ = 0;  // the count that all cached targets have
};

}  // namespace flows::api
