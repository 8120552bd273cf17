#include "base/clock.h"

#include <gtest/gtest.h>

#include "support/wait.h"

namespace flows::base {
namespace {

TEST(SystemClock, SleepEndsAtADeadlineThatHasPassed) {
  SystemClock clock;
  EXPECT_TRUE(clock.sleep_until(clock.now(), {}));
}

TEST(SystemClock, SleepEndsWhenItIsStopped) {
  SystemClock clock;
  std::stop_source stop;
  const testing::TestThread other("stops the sleep", [&] { stop.request_stop(); });
  EXPECT_FALSE(clock.sleep_until(clock.now() + std::chrono::hours(1), stop.get_token()));
}

}  // namespace
}  // namespace flows::base
