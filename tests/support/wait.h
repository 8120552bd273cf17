#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <semaphore>
#include <source_location>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

// How tests wait. Each wait has the same bound, far above what anything takes that works, so that
// the bound never decides how a test ends: it only turns a hang into a failure that says what was
// waited for. `what` goes on with the sentence "waited in vain for …".
namespace flows::testing {

inline constexpr std::chrono::seconds kWaitMax{120};

// Says on standard error what was waited for and where, and ends the process: the thread that hangs
// refers to what the test owns, so that the test cannot be left in any other way. Threads: any.
[[noreturn]] void give_up_waiting(std::string_view what, const std::source_location& where);

// Waits for what cannot notify anybody by looking again and again. Threads: any.
void wait_until(const std::function<bool()>& is_so, std::string_view what,
                const std::source_location& where = std::source_location::current());

// Waits until the stop is requested. Threads: any.
void wait_for_stop(const std::stop_token& stop,
                   const std::source_location& where = std::source_location::current());

// The value of `future`, or what was thrown instead of it.
template <class Value>
Value await(std::future<Value> future, std::string_view what,
            const std::source_location& where = std::source_location::current()) {
  if (future.wait_for(kWaitMax) != std::future_status::ready) give_up_waiting(what, where);
  return future.get();
}

// The same of what `promise` promises. At most once for each promise.
template <class Value>
Value await(std::promise<Value>& promise, std::string_view what,
            const std::source_location& where = std::source_location::current()) {
  return await(promise.get_future(), what, where);
}

// Takes one of what `semaphore` counts.
template <std::ptrdiff_t kMost>
void await(std::counting_semaphore<kMost>& semaphore, std::string_view what,
           const std::source_location& where = std::source_location::current()) {
  if (!semaphore.try_acquire_for(kWaitMax)) give_up_waiting(what, where);
}

// Something that happens once, or `times` times: one thread says that it has, others wait for it.
// Threads: any.
class Signal {
 public:
  explicit Signal(int times = 1) : missing_(times) {}

  void raise();
  [[nodiscard]] bool is_raised() const;  // as often as it was to be
  void wait(std::string_view what,
            const std::source_location& where = std::source_location::current()) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable raised_;
  int missing_;
};

// A thread of a test. The destructor waits for its end, as `join` does.
class TestThread {
 public:
  // `does` says what `work` does, and goes on with "the end of the thread that …".
  TestThread(std::string does, std::function<void()> work);
  ~TestThread() { join(); }
  TestThread(TestThread&&) = default;
  TestThread& operator=(TestThread&&) = delete;
  TestThread(const TestThread&) = delete;
  TestThread& operator=(const TestThread&) = delete;

  // Safe to call twice.
  void join(const std::source_location& where = std::source_location::current());

 private:
  std::string does_;
  std::unique_ptr<Signal> ended_;
  std::thread thread_;
};

}  // namespace flows::testing
