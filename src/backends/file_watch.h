#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>

#include "base/thread.h"

namespace flows::backends {

// Looks at a file again and again on a thread of its own, so that a slow file system makes nobody
// wait who does not ask for it. Its destructor waits for a look that is under way.
class FileWatch {
 public:
  // Calls `look` on the thread, never twice at once: at once, then `interval` after each look, and
  // whenever somebody waits for one. What it throws is logged.
  FileWatch(std::function<void()> look, std::chrono::milliseconds interval);
  ~FileWatch() = default;
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  // Waits for the end of a look that begins after this call, but no longer than `patience`. Returns
  // whether there was one. Threads: any, but for the one that looks.
  bool wait_for_look(std::chrono::milliseconds patience);

 private:
  void work(const std::stop_token& stop);

  const std::function<void()> look_;
  const std::chrono::milliseconds interval_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable_any changed_;
  std::uint64_t wanted_ = 0;  // how many looks were waited for
  std::uint64_t served_ = 0;  // how many of those were wanted before the last look began
  base::Thread thread_;       // the last member: it uses the others
};

}  // namespace flows::backends
