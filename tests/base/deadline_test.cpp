#include "base/deadline.h"

#include <gtest/gtest.h>

#include <chrono>

#include "support/fake_clock.h"

namespace flows::base {
namespace {

using namespace std::chrono_literals;
using flows::testing::FakeClock;

TEST(Deadline, IsOverOnceTheEmulatorsClockHasReachedIt) {
  FakeClock clock;
  const Deadline deadline(clock, 1h);
  EXPECT_FALSE(deadline.is_over());
  clock.advance(1h - 1ns);
  EXPECT_FALSE(deadline.is_over());
  clock.advance(1ns);
  EXPECT_TRUE(deadline.is_over());
}

TEST(Deadline, AnEarlierTimeOnTheEmulatorsClockHoldsToo) {
  FakeClock clock;
  const Deadline deadline(clock, 1h, clock.now() + 1min);
  clock.advance(1min - 1ns);
  EXPECT_FALSE(deadline.is_over());
  clock.advance(1ns);
  EXPECT_TRUE(deadline.is_over());
}

TEST(Deadline, ALaterTimeOnTheEmulatorsClockDoesNotExtendIt) {
  FakeClock clock;
  const Deadline deadline(clock, 1min, clock.now() + 1h);
  clock.advance(1min);
  EXPECT_TRUE(deadline.is_over());
}

TEST(Deadline, AFrozenClockOfTheEmulatorCannotStopRealTime) {
  OffsetClock clock;
  clock.set_frozen(true);
  const TimePoint frozen_at = clock.now();
  const Deadline deadline(clock, 5ms);
  const Stopwatch watch;
  while (!deadline.is_over()) {
    ASSERT_LT(watch.elapsed(), 30s) << "the deadline never comes";
  }
  EXPECT_GE(watch.elapsed(), 4ms);
  EXPECT_EQ(clock.now(), frozen_at);
}

TEST(Deadline, AClockThatIsMovedForwardEndsItAtOnce) {
  OffsetClock clock;
  const Deadline deadline(clock, 1h);
  EXPECT_FALSE(deadline.is_over());
  ASSERT_TRUE(clock.advance(1h));
  EXPECT_TRUE(deadline.is_over());
}

}  // namespace
}  // namespace flows::base
