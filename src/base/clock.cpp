#include "base/clock.h"

#include <algorithm>

#include "base/limits.h"

namespace flows::base {

TimePoint SystemClock::now() const {
  return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

bool SystemClock::sleep_until(TimePoint deadline, std::stop_token stop) {
  // Nobody notifies this condition variable: only the time or the stop token ends the wait.
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_until(lock, stop, deadline, [] { return false; });
  return !stop.stop_requested();
}

TimePoint OffsetClock::now() const {
  const std::lock_guard lock(mutex_);
  return now_locked();
}

TimePoint OffsetClock::now_locked() const {
  return setting_.frozen_at ? *setting_.frozen_at : system_.now() + setting_.ahead_by;
}

bool OffsetClock::sleep_until(TimePoint deadline, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const TimePoint now = now_locked();
    if (now >= deadline) return true;
    const auto moved = [this, seen = moves_] { return moves_ != seen; };
    if (setting_.frozen_at) {
      moved_.wait(lock, stop, moved);
    } else {
      // The wait is done in steps, since the computer's clock may be unable to represent
      // `deadline`.
      const auto step = std::min<std::chrono::nanoseconds>(deadline - now, std::chrono::hours(1));
      moved_.wait_until(lock, stop, system_.now() + step, moved);
    }
  }
  return false;
}

Result<void> OffsetClock::advance(std::chrono::nanoseconds by) {
  {
    const std::lock_guard lock(mutex_);
    if (TimePoint::max() - now_locked() < by + limits::kClockAdvanceMax) {
      return Error{ErrorCode::kValidation, "The clock cannot be moved any further."};
    }
    if (setting_.frozen_at) *setting_.frozen_at += by;
    setting_.ahead_by += by;
    ++moves_;
  }
  moved_.notify_all();
  return {};
}

void OffsetClock::set_frozen(bool frozen) {
  {
    const std::lock_guard lock(mutex_);
    if (frozen == setting_.frozen_at.has_value()) return;
    if (frozen) {
      setting_.frozen_at = now_locked();
    } else {
      setting_.ahead_by = *setting_.frozen_at - system_.now();
      setting_.frozen_at.reset();
    }
    ++moves_;
  }
  moved_.notify_all();
}

bool OffsetClock::is_frozen() const {
  const std::lock_guard lock(mutex_);
  return setting_.frozen_at.has_value();
}

std::chrono::nanoseconds OffsetClock::offset() const {
  const std::lock_guard lock(mutex_);
  return now_locked() - system_.now();
}

ClockSetting OffsetClock::setting() const {
  const std::lock_guard lock(mutex_);
  return setting_;
}

void OffsetClock::set(const ClockSetting& setting) {
  {
    const std::lock_guard lock(mutex_);
    setting_ = setting;
    ++moves_;
  }
  moved_.notify_all();
}

}  // namespace flows::base
