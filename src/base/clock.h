#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>

#include "base/result.h"

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

// How an OffsetClock differs from the computer's clock.
struct ClockSetting {
  std::chrono::nanoseconds ahead_by{0};     // meaningless while the clock is frozen
  std::optional<TimePoint> frozen_at = {};  // the time that a frozen clock shows

  friend bool operator==(const ClockSetting&, const ClockSetting&) = default;
};

// The emulator's clock: it follows the computer's, but users may move it forward and freeze it. A
// thread that sleeps until a time that the clock has thus passed wakes at once.
class OffsetClock final : public Clock {
 public:
  TimePoint now() const override;
  bool sleep_until(TimePoint deadline, std::stop_token stop) override;

  // Moves the time forward. Requires 0 <= by <= limits::kClockAdvanceMax. Errors: kValidation if
  // the time would leave the range of a TimePoint.
  Result<void> advance(std::chrono::nanoseconds by);

  // A frozen clock stands still and moves only by `advance`. Once it is no longer frozen, it
  // continues from the time that it showed.
  void set_frozen(bool frozen);
  [[nodiscard]] bool is_frozen() const;

  // Returns how far this clock is ahead of the computer's.
  [[nodiscard]] std::chrono::nanoseconds offset() const;

  // Return and restore the state of this clock, also in another process.
  [[nodiscard]] ClockSetting setting() const;
  void set(const ClockSetting& setting);

 private:
  [[nodiscard]] TimePoint now_locked() const;  // requires mutex_

  SystemClock system_;
  mutable std::mutex mutex_;  // guards the members below
  std::condition_variable_any moved_;
  std::uint64_t moves_ = 0;  // how often the time was changed
  ClockSetting setting_;
};

// Measures real time from its construction, independently of the Clock.
class Stopwatch {
 public:
  [[nodiscard]] std::chrono::nanoseconds elapsed() const {
    return std::chrono::steady_clock::now() - start_;
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace flows::base
