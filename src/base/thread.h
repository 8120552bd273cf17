#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

namespace flows::base {

// Calls `work`. What it throws is caught here and logged with `name`, which says whose work it is.
// Returns whether nothing was thrown. Threads: any.
bool run_guarded(std::string_view name, const std::function<void()>& work) noexcept;

// The number of processors that the program may use; at least one.
std::size_t processor_count();

// The owner of a thread: the only place of the program that starts one. No exception leaves it, so
// none can end the server.
//
//   constructed ──▶ working ──work returns──▶ ended ──▶ joined by join() or the destructor
//                    ▲   │
//                    └───┘ the work threw: logged once in a row for the same text, called again
//
// Threads: the owner's, but for `request_stop` and `is_current`, which any may call.
class Thread {
 public:
  // Calls `work` on a thread of its own until it returns. After an exception it is called again,
  // at once for the first one and then after limits::kThreadRestartPause, unless a stop is
  // requested. `name` appears in the log. Throws std::system_error where the operating system
  // gives no thread.
  Thread(std::string name, std::function<void(const std::stop_token&)> work);
  ~Thread();  // requests the stop, then joins
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;

  void request_stop() { thread_.request_stop(); }
  void join();  // waits for the end of the work; safe to call twice
  [[nodiscard]] bool is_current() const { return thread_.get_id() == std::this_thread::get_id(); }

 private:
  std::jthread thread_;
};

}  // namespace flows::base
