#include "base/worker_pool.h"

#include <system_error>
#include <utility>

namespace flows::base {

WorkerPool::WorkerPool(std::string name, std::size_t threads_max, std::size_t queue_max)
    : name_(std::move(name)), threads_max_(threads_max), queue_max_(queue_max) {}

WorkerPool::~WorkerPool() { close(); }

bool WorkerPool::submit(std::function<void()> job) {
  std::unique_lock lock(mutex_);
  if (closed_) return false;
  const bool all_busy = queue_.size() >= idle_;
  // Without any thread nobody would ever run the job.
  const bool has_room = !threads_.empty() && queue_.size() < idle_ + queue_max_;
  if (all_busy && !grow() && !has_room) return false;
  queue_.push_back(std::move(job));
  lock.unlock();
  wake_.notify_one();
  return true;
}

bool WorkerPool::grow() {
  if (threads_.size() == threads_max_) return false;
  try {
    // The vector grows before the thread starts: if growing failed afterwards, the thread could not
    // be joined, because it needs the mutex that is locked now.
    threads_.reserve(threads_.size() + 1);
    threads_.push_back(std::make_unique<Thread>(name_, [this](const std::stop_token&) { work(); }));
    return true;
  } catch (const std::system_error&) {
    // The system refuses another thread, so the job waits for one that exists or can be started.
    return false;
  }
}

void WorkerPool::close() {
  std::vector<std::unique_ptr<Thread>> threads;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    threads.swap(threads_);
  }
  wake_.notify_all();
  for (const auto& thread : threads) thread->join();
}

void WorkerPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    wake_.wait(lock, [this] { return closed_ || !queue_.empty(); });
    --idle_;
    if (queue_.empty()) return;
    std::function<void()> job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    run_guarded(name_, job);
    job = nullptr;  // destroys what the job holds while the mutex is not locked
    lock.lock();
  }
}

}  // namespace flows::base
