#pragma once

#include <algorithm>
#include <chrono>

#include "base/clock.h"

namespace flows::base {

// When something has taken too long: after `limit` on the emulator's clock, which users move and
// freeze, and after `limit` of real time at the latest, so that a clock that stands still makes
// nobody wait for ever. Both are counted from the construction. Threads: any.
class Deadline {
 public:
  // `clock` must outlive it. On that clock the deadline is `latest` if that comes sooner.
  Deadline(const Clock& clock, std::chrono::nanoseconds limit, TimePoint latest = TimePoint::max())
      : clock_(clock), limit_(limit), due_(std::min(latest, clock.now() + limit)) {}

  [[nodiscard]] bool is_over() const {
    return clock_.now() >= due_ || since_start_.elapsed() >= limit_;
  }

 private:
  const Clock& clock_;
  std::chrono::nanoseconds limit_;
  TimePoint due_;
  Stopwatch since_start_;
};

}  // namespace flows::base
