#pragma once

#include <algorithm>
#include <chrono>

#include "base/clock.h"

namespace flows::base {

// Decides whether something has taken too long: whether `limit` has passed on the emulator's clock,
// which users may move and freeze, or in real time, so that nobody waits forever while the clock is
// frozen. Both are measured from the construction. Threads: any.
class Deadline {
 public:
  // `clock` must outlive the deadline. On that clock, the deadline is `latest` if that is sooner.
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
