#pragma once

#include <chrono>
#include <stop_token>

namespace flows::base {

// Nanoseconds since 1970-01-01T00:00:00Z.
using TimePoint = std::chrono::sys_time<std::chrono::nanoseconds>;

// The only source of time. Threads: every member may be called from any thread.
class Clock {
 public:
  virtual ~Clock() = default;

  virtual TimePoint now() const = 0;

  // Blocks until `deadline` or until `stop` is requested. Returns whether the deadline was reached.
  virtual bool sleep_until(TimePoint deadline, std::stop_token stop) = 0;
};

// The computer's own clock.
class SystemClock final : public Clock {
 public:
  TimePoint now() const override;
  bool sleep_until(TimePoint deadline, std::stop_token stop) override;
};

// Measures how long something takes, whatever happens to the Clock.
class Stopwatch {
 public:
  [[nodiscard]] std::chrono::nanoseconds elapsed() const {
    return std::chrono::steady_clock::now() - start_;
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace flows::base
