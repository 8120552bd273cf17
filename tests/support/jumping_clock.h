#pragma once

#include <atomic>
#include <chrono>

#include "base/clock.h"

namespace flows::testing {

// Sleeps by moving its own time to the end of the sleep. Threads: any.
class JumpingClock final : public base::Clock {
 public:
  base::TimePoint now() const override { return now_.load(); }
  bool sleep_until(base::TimePoint deadline, std::stop_token stop) override {
    if (stop.stop_requested()) return false;
    now_ = deadline;
    return true;
  }

 private:
  std::atomic<base::TimePoint> now_{base::TimePoint(std::chrono::hours(1))};
};

}  // namespace flows::testing
