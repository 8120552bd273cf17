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

// Where an alias leads to, ready to run.
struct FlowTarget {
  store::InvocationTarget found;
  std::shared_ptr<const engine::CompiledFlow> flow;
};

using FlowTargetPointer = std::shared_ptr<const FlowTarget>;

// Follows aliases to compiled flows, and remembers where each led to until something is committed:
// at most limits::kFlowTargetsMax of them. Threads: any.
class FlowTargets {
 public:
  FlowTargets(store::Database& db, runs::RunManager& runs) : db_(db), runs_(runs) {}

  // Errors: those of store::resolve_invocation and of RunManager::compile.
  base::Result<FlowTargetPointer> find(const base::Caller& caller, std::string_view flow_id,
                                       std::string_view alias_id, std::string_view operation);

  // A target whose flow can be run on the I/O thread, see CompiledFlow::is_short; nullptr where it
  // can't be, has not been compiled yet, or is not there. Threads: the I/O thread.
  FlowTargetPointer find_on_io_thread(const base::Caller& caller, std::string_view flow_id,
                                      std::string_view alias_id, std::string_view operation);

 private:
  // Account, region, flow, alias.
  using Key = std::tuple<std::string, std::string, std::string, std::string>;

  FlowTargetPointer find_compiled_on_io_thread(const base::Caller& caller, std::string_view flow_id,
                                               std::string_view alias_id,
                                               std::string_view operation);
  FlowTargetPointer find_kept(const Key& key, std::uint64_t commits);
  FlowTargetPointer keep(Key key, std::uint64_t commits, FlowTarget target);

  store::Database& db_;
  runs::RunManager& runs_;
  std::mutex mutex_;
  std::map<Key, FlowTargetPointer> kept_;
  std::uint64_t commits_ = 0;  // of all that is kept
};

}  // namespace flows::api
