#pragma once

#include <mutex>
#include <shared_mutex>

namespace flows::store {

// Lets either many users work with one state of the database, each in several transactions, or one
// caller replace it. A caller that waits to replace the state goes before users that come after it.
// A thread may hold it only once. Threads: any.
class StateGate {
 public:
  [[nodiscard]] std::shared_lock<std::shared_mutex> use() {
    const std::lock_guard turn(turn_);
    return std::shared_lock(state_);
  }

  [[nodiscard]] std::unique_lock<std::shared_mutex> replace() {
    const std::lock_guard turn(turn_);
    return std::unique_lock(state_);
  }

 private:
  std::mutex turn_;
  std::shared_mutex state_;
};

}  // namespace flows::store
