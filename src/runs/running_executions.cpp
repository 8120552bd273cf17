#include "runs/running_executions.h"

#include <fmt/format.h>

namespace flows::runs {

base::Result<RunningExecutions::Claim> RunningExecutions::claim(const ExecutionKey& key) {
  const std::lock_guard lock(mutex_);
  if (running_.insert(key).second) return Claim(*this, key);
  return base::Error{base::ErrorCode::kConflict,
                     fmt::format("The execution {} is running. Retry the request when its "
                                 "stream has ended.",
                                 key.execution.execution_id)};
}

void RunningExecutions::Claim::release() {
  if (executions_ == nullptr) return;
  const std::lock_guard lock(executions_->mutex_);
  executions_->running_.erase(key_);
  executions_ = nullptr;
}

}  // namespace flows::runs
