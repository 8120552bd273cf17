#include "base/clock.h"

#include <gtest/gtest.h>

#include <thread>

namespace flows::base {
namespace {

TEST(SystemClock, SleepEndsAtADeadlineThatHasPassed) {
  SystemClock clock;
  EXPECT_TRUE(clock.sleep_until(clock.now(), {}));
}

TEST(SystemClock, SleepEndsWhenItIsStopped) {
  SystemClock clock;
  std::stop_source stop;
  std::thread other([&] { stop.request_stop(); });
  EXPECT_FALSE(clock.sleep_until(clock.now() + std::chrono::hours(1), stop.get_token()));
  other.join();
}

}  // namespace
}  // namespace flows::base
