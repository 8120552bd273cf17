#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

#include "base/clock.h"

namespace flows::testing {

// A clock that stands still until the test moves it. It starts at 2026-08-01T00:00:00Z.
class FakeClock final : public base::Clock {
 public:
  base::TimePoint now() const override {
    std::lock_guard lock(mutex_);
    return now_;
  }

  bool sleep_until(base::TimePoint deadline, std::stop_token stop) override {
    std::unique_lock lock(mutex_);
    return moved_.wait(lock, stop, [&] { return now_ >= deadline; });
  }

  // Wakes every sleeper whose time has come.
  void advance(std::chrono::nanoseconds by) {
    {
      std::lock_guard lock(mutex_);
      now_ += by;
    }
    moved_.notify_all();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable_any moved_;
  base::TimePoint now_ = std::chrono::sys_days{std::chrono::year{2026} / std::chrono::August / 1};
};

}  // namespace flows::testing
