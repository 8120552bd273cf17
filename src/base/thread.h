#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

namespace flows::base {

// Calls `work`, catches what it throws and logs it with `name`, which identifies the work. Returns
// false if something was thrown. Threads: any.
bool run_guarded(std::string_view name, const std::function<void()>& work) noexcept;

// Returns the number of processors that the program may use, at least one.
std::size_t processor_count();

// Owns a thread; no other class in the program starts one. No exception leaves the thread, so none
// can end the server.
//
//   constructed ──▶ working ──work returns──▶ ended ──▶ joined by join() or the destructor
//                    ▲   │
//                    └───┘ the work threw: called again; logged unless it threw the same before
//
// Threads: only the owner's, except for `request_stop` and `is_current`, which any thread may call.
class Thread {
 public:
  // Calls `work` on a new thread until it returns. After an exception it calls `work` again unless
  // a stop is requested: at once, or after limits::kThreadRestartPause if the same exception is
  // repeated. `name` appears in the log. Throws std::system_error if the operating system refuses
  // the thread.
  Thread(std::string name, std::function<void(const std::stop_token&)> work);
  ~Thread();  // requests the stop, then joins
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;

  void request_stop() { thread_.request_stop(); }
  void join();  // waits until the work has ended; it may be called twice
  [[nodiscard]] bool is_current() const { return thread_.get_id() == std::this_thread::get_id(); }

 private:
  std::jthread thread_;
};

}  // namespace flows::base
