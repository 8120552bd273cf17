#include "base/clock.h"

#include <algorithm>

#include "base/limits.h"

namespace flows::base {

TimePoint SystemClock::now() const {
  return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

bool SystemClock::sleep_until(TimePoint deadline, std::stop_token stop) {
  // A condition variable of its own: nobody notifies it, only the time or the stop token ends the
  // wait.
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
  return frozen_at_ ? *frozen_at_ : system_.now() + offset_;
}

bool OffsetClock::sleep_until(TimePoint deadline, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const TimePoint now = now_locked();
    if (now >= deadline) return true;
    const auto moved = [this, seen = moves_] { return moves_ != seen; };
    if (frozen_at_) {
      moved_.wait(lock, stop, moved);
    } else {
      // In steps: a deadline may be further away than the computer's clock can tell.
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
    if (frozen_at_) *frozen_at_ += by;
    offset_ += by;
    ++moves_;
  }
  moved_.notify_all();
  return {};
}

void OffsetClock::set_frozen(bool frozen) {
  {
    const std::lock_guard lock(mutex_);
    if (frozen == frozen_at_.has_value()) return;
    if (frozen) {
      frozen_at_ = now_locked();
    } else {
      offset_ = *frozen_at_ - system_.now();
      frozen_at_.reset();
    }
    ++moves_;
  }
  moved_.notify_all();
}

bool OffsetClock::is_frozen() const {
  const std::lock_guard lock(mutex_);
  return frozen_at_.has_value();
}

std::chrono::nanoseconds OffsetClock::offset() const {
  const std::lock_guard lock(mutex_);
  return now_locked() - system_.now();
}

void OffsetClock::reset() {
  {
    const std::lock_guard lock(mutex_);
    offset_ = {};
    frozen_at_.reset();
    ++moves_;
  }
  moved_.notify_all();
}

}  // namespace flows::base
