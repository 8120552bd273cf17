#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>

#include "base/thread.h"

namespace flows::backends {

// Checks a file repeatedly on its own thread, so that a slow file system delays only those who wait
// for a check. The destructor waits for a check in progress.
class FileWatch {
 public:
  // Calls `look` on the thread, never twice at the same time: at once, `interval` after each check,
  // and whenever somebody waits for a check. Logs an exception that it throws.
  FileWatch(std::function<void()> look, std::chrono::milliseconds interval);
  ~FileWatch() = default;
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  // Waits for the end of a check that begins after this call, but at most `patience`. Returns
  // whether there was one. Threads: any except that of the watch.
  bool wait_for_look(std::chrono::milliseconds patience);

 private:
  void work(const std::stop_token& stop);

  const std::function<void()> look_;
  const std::chrono::milliseconds interval_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable_any changed_;
  std::uint64_t wanted_ = 0;  // how many checks were waited for
  std::uint64_t served_ = 0;  // how many of those were requested before the last check began
  base::Thread thread_;       // the last member: it uses the others
};

}  // namespace flows::backends
