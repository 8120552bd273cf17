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

// A pool of threads that run plain functions in the order in which they were submitted. It grows on
// demand up to `threads_max`, because the jobs of some pools mostly wait. What a job throws is
// logged and affects no other job. Threads: any may call `submit`; the pool's own threads must not
// call `close` or the destructor.
class WorkerPool {
 public:
  // `name` appears in the log.
  WorkerPool(std::string name, std::size_t threads_max, std::size_t queue_max);
  ~WorkerPool();  // runs the queued jobs, then joins the threads
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Queues `job`. Returns false, and drops the job, if the queue is full, if the
  // pool is closed, or if it has no thread and can start none.
  // Only jobs for which no idle or starting thread is available count as queued.
  [[nodiscard]] bool submit(std::function<void()> job);

  // Accepts no more jobs, runs those that are queued, then joins the threads. May be called twice.
  void close();

 private:
  void work();
  bool grow();  // requires mutex_; returns false if no further thread can be started

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
