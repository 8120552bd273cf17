#include "backends/file_watch.h"

#include <utility>

namespace flows::backends {

FileWatch::FileWatch(std::function<void()> look, std::chrono::milliseconds interval)
    : look_(std::move(look)),
      interval_(interval),
      thread_("watch of a file", [this](const std::stop_token& stop) { work(stop); }) {}

bool FileWatch::wait_for_look(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  const std::uint64_t mine = ++wanted_;
  changed_.notify_all();
  return changed_.wait_for(lock, patience, [&] { return served_ >= mine; });
}

void FileWatch::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const std::uint64_t wanted = wanted_;
    lock.unlock();
    base::run_guarded("look at a file", look_);
    lock.lock();
    served_ = wanted;
    changed_.notify_all();
    changed_.wait_for(lock, stop, interval_, [&] { return wanted_ != wanted; });
  }
}

}  // namespace flows::backends
