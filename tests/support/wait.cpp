#include "support/wait.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace flows::testing {

void give_up_waiting(std::string_view what, const std::source_location& where) {
  const std::string text = std::string(where.file_name()) + ":" + std::to_string(where.line()) +
                           ": waited in vain for " + std::string(what) + "\n";
  std::fputs(text.c_str(), stderr);
  std::abort();
}

void wait_until(const std::function<bool()>& is_so, std::string_view what,
                const std::source_location& where) {
  constexpr std::chrono::milliseconds kBetweenLooks{1};
  std::mutex mutex;
  std::condition_variable nobody;
  std::unique_lock lock(mutex);
  for (auto left = kWaitMax / kBetweenLooks; !is_so(); --left) {
    if (left == 0) give_up_waiting(what, where);
    nobody.wait_for(lock, kBetweenLooks);
  }
}

void wait_for_stop(const std::stop_token& stop, const std::source_location& where) {
  std::mutex mutex;
  std::condition_variable_any nobody;
  std::unique_lock lock(mutex);
  nobody.wait_for(lock, stop, kWaitMax, [] { return false; });
  if (!stop.stop_requested()) give_up_waiting("the request to stop", where);
}

void Signal::raise() {
  const std::lock_guard lock(mutex_);
  if (missing_ > 0) --missing_;
  // The lock is held, because the thread that waits may destroy the signal as soon as it has seen
  // it.
  if (missing_ == 0) raised_.notify_all();
}

bool Signal::is_raised() const {
  const std::lock_guard lock(mutex_);
  return missing_ == 0;
}

void Signal::wait(std::string_view what, const std::source_location& where) const {
  std::unique_lock lock(mutex_);
  if (!raised_.wait_for(lock, kWaitMax, [this] { return missing_ == 0; })) {
    give_up_waiting(what, where);
  }
}

TestThread::TestThread(std::string does, std::function<void()> work)
    : does_(std::move(does)), ended_(std::make_unique<Signal>()) {
  thread_ = std::thread([work = std::move(work), ended = ended_.get()] {
    work();
    ended->raise();
  });
}

void TestThread::join(const std::source_location& where) {
  if (!thread_.joinable()) return;
  ended_->wait("the end of the thread that " + does_, where);
  thread_.join();
}

}  // namespace flows::testing
