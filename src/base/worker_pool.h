#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/thread.h"

namespace flows::base {

// Threads that run plain functions, first come first served. Grows on demand up to `threads_max`,
// because some pools mostly wait. A job that throws is logged and costs nothing but itself.
// Threads: `submit` from any; `close` and the destructor from none of its own.
class WorkerPool {
 public:
  // `name` says in the log whose jobs these are.
  WorkerPool(std::string name, std::size_t threads_max, std::size_t queue_max);
  ~WorkerPool();  // runs what is queued, then joins
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Queues `job`. Returns false, and keeps nothing, where the queue is full or the pool is closed.
  // What waits beyond the threads that are idle or about to start counts as queued.
  [[nodiscard]] bool submit(std::function<void()> job);

  // No more jobs are taken; those queued still run. Then joins. Safe to call twice.
  void close();

 private:
  void work();
  bool grow();  // requires mutex_; false where there can be no more threads

  const std::string name_;
  const std::size_t threads_max_;
  const std::size_t queue_max_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  std::vector<std::unique_ptr<Thread>> threads_;
  std::size_t idle_ = 0;
  bool closed_ = false;
};

}  // namespace flows::base
