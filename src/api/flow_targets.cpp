#include "api/flow_targets.h"

#include <utility>

#include "base/limits.h"

namespace flows::api {
namespace {

runs::FlowKey compiled_key(const base::Caller& caller, const store::InvocationTarget& found) {
  return {.caller = caller,
          .flow_id = found.flow_id,
          .version = found.version,
          .revision = found.revision};
}

}  // namespace

base::Result<FlowTargetPointer> FlowTargets::find(const base::Caller& caller,
                                                  std::string_view flow_id,
                                                  std::string_view alias_id) {
  Key key{caller.account, caller.region, flow_id, alias_id};
  // The count is read first, so that the target is at least as new as the count.
  const std::uint64_t commits = db_.commits();
  if (auto cached = find_cached(key, commits)) return cached;
  FlowTarget target;
  ASSIGN_OR_RETURN(target.found, db_.read([&](store::ReadTxn& txn) {
    return resolve(txn, caller, flow_id, alias_id);
  }));
  ASSIGN_OR_RETURN(target.flow,
                   runs_.compile(compiled_key(caller, target.found), target.found.definition_json));
  return cache(std::move(key), commits, std::move(target));
}

base::Result<store::InvocationTarget> FlowTargets::resolve(store::ReadTxn& txn,
                                                           const base::Caller& caller,
                                                           std::string_view flow_id,
                                                           std::string_view alias_id) const {
  return store::resolve_invocation(txn, caller, flow_id, alias_id, stale_);
}

FlowTargetPointer FlowTargets::find_on_io_thread(const base::Caller& caller,
                                                 std::string_view flow_id,
                                                 std::string_view alias_id) {
  const auto target = find_compiled_on_io_thread(caller, flow_id, alias_id);
  return target != nullptr && target->flow->is_short() ? target : nullptr;
}

FlowTargetPointer FlowTargets::find_compiled_on_io_thread(const base::Caller& caller,
                                                          std::string_view flow_id,
                                                          std::string_view alias_id) {
  Key key{caller.account, caller.region, flow_id, alias_id};
  const std::uint64_t commits = db_.commits();
  if (auto cached = find_cached(key, commits)) return cached;
  auto found = db_.read_on_io_thread(
      [&](store::ReadTxn& txn) { return resolve(txn, caller, flow_id, alias_id); });
  if (!found) return nullptr;
  auto flow = runs_.find_compiled(compiled_key(caller, *found), found->definition_json);
  if (flow == nullptr) return nullptr;
  return cache(std::move(key), commits, {.found = *std::move(found), .flow = std::move(flow)});
}

FlowTargetPointer FlowTargets::find_cached(const Key& key, std::uint64_t commits) {
  const std::lock_guard lock(mutex_);
  if (commits != commits_) return nullptr;
  const auto found = cached_.find(key);
  return found == cached_.end() ? nullptr : found->second;
}

FlowTargetPointer FlowTargets::cache(Key key, std::uint64_t commits, FlowTarget target) {
  auto cached = std::make_shared<const FlowTarget>(std::move(target));
  const std::lock_guard lock(mutex_);
  // Another thread may have cached a target of a later state meanwhile.
  if (commits < commits_) return cached;
  if (commits > commits_ || cached_.size() == base::limits::kFlowTargetsMax) cached_.clear();
  commits_ = commits;
  cached_.insert_or_assign(std::move(key), cached);
  return cached;
}

}  // namespace flows::api
