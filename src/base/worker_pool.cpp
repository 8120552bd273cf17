#include "base/worker_pool.h"

#include <utility>

namespace flows::base {

WorkerPool::WorkerPool(std::size_t threads_max, std::size_t queue_max)
    : threads_max_(threads_max), queue_max_(queue_max) {}

WorkerPool::~WorkerPool() { close(); }

bool WorkerPool::submit(std::function<void()> job) {
  std::unique_lock lock(mutex_);
  const bool can_grow = threads_.size() < threads_max_;
  const bool busy = queue_.size() >= idle_;
  if (closed_ || (busy && !can_grow && queue_.size() >= idle_ + queue_max_)) return false;
  queue_.push_back(std::move(job));
  if (busy && can_grow) threads_.emplace_back([this] { work(); });
  lock.unlock();
  wake_.notify_one();
  return true;
}

void WorkerPool::close() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    threads.swap(threads_);
  }
  wake_.notify_all();
  for (std::thread& thread : threads) thread.join();
}

void WorkerPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    wake_.wait(lock, [this] { return closed_ || !queue_.empty(); });
    --idle_;
    if (queue_.empty()) return;
    const std::function<void()> job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    job();
    lock.lock();
  }
}

}  // namespace flows::base
