#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/caller.h"
#include "base/result.h"
#include "store/conversation_store.h"

namespace flows::runs {

// Identifies an execution; at most one run uses it at a time.
struct ExecutionKey {
  base::Caller caller;
  store::ConversationKey execution;

  friend auto operator<=>(const ExecutionKey&, const ExecutionKey&) = default;
};

// Knows which executions are running now. Threads: any.
class RunningExecutions {
 public:
  // Holds an execution ID until it goes out of scope, or is released.
  class Claim {
   public:
    Claim(RunningExecutions& executions, ExecutionKey key)
        : executions_(&executions), key_(std::move(key)) {}
    Claim(Claim&& other) noexcept
        : executions_(std::exchange(other.executions_, nullptr)), key_(std::move(other.key_)) {}
    Claim& operator=(Claim&&) = delete;
    ~Claim() { release(); }

    void release();

   private:
    RunningExecutions* executions_;
    ExecutionKey key_;
  };

  // Claims an execution. Errors: kConflict if a run uses it.
  base::Result<Claim> claim(const ExecutionKey& key);

 private:
  std::mutex mutex_;
  std::set<ExecutionKey> running_;
};

}  // namespace flows::runs
