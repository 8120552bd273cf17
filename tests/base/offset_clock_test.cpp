#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <stop_token>

#include "base/clock.h"
#include "support/wait.h"

namespace flows::base {
namespace {

using namespace std::chrono_literals;
using testing::await;

TEST(OffsetClock, ItGoesWithTheComputersUntilItIsMoved) {
  OffsetClock clock;
  const SystemClock system;
  const TimePoint before = system.now();
  const TimePoint shown = clock.now();
  EXPECT_GE(shown, before);
  EXPECT_LE(shown, system.now());
  ASSERT_TRUE(clock.advance(24h));
  const TimePoint moved = clock.now();
  EXPECT_GE(moved, before + 24h);
  EXPECT_LE(moved, system.now() + 24h);
  clock.set({});
  const TimePoint reset = clock.now();
  EXPECT_LE(reset, system.now());
}

TEST(OffsetClock, FrozenItMovesOnlyWhenAdvanced) {
  OffsetClock clock;
  clock.set_frozen(true);
  const TimePoint at = clock.now();
  EXPECT_EQ(clock.now(), at);
  ASSERT_TRUE(clock.advance(5s));
  EXPECT_EQ(clock.now(), at + 5s);
  clock.set_frozen(true);  // again: nothing changes
  EXPECT_EQ(clock.now(), at + 5s);
  clock.set_frozen(false);
  EXPECT_GE(clock.now(), at + 5s);
  EXPECT_FALSE(clock.is_frozen());
}

TEST(OffsetClock, AdvancingWakesWhoSleeps) {
  OffsetClock clock;
  for (const bool frozen : {false, true}) {
    clock.set_frozen(frozen);
    const TimePoint due = clock.now() + 24h;
    std::promise<bool> slept;
    const testing::TestThread sleeper("sleeps",
                                      [&] { slept.set_value(clock.sleep_until(due, {})); });
    ASSERT_TRUE(clock.advance(12h));
    ASSERT_TRUE(clock.advance(12h));
    EXPECT_TRUE(await(slept, "the end of the sleep"));
    EXPECT_GE(clock.now(), due);
  }
}

TEST(OffsetClock, AFrozenClockLetsNobodyThroughUntilItGoesOn) {
  OffsetClock clock;
  clock.set_frozen(true);
  const TimePoint due = clock.now() + 1ms;
  std::promise<bool> slept;
  const testing::TestThread sleeper("sleeps", [&] { slept.set_value(clock.sleep_until(due, {})); });
  clock.set_frozen(false);
  EXPECT_TRUE(await(slept, "the end of the sleep"));
}

TEST(OffsetClock, AStopEndsASleep) {
  OffsetClock clock;
  clock.set_frozen(true);
  std::stop_source stop;
  std::promise<bool> slept;
  const testing::TestThread sleeper(
      "sleeps", [&] { slept.set_value(clock.sleep_until(TimePoint::max(), stop.get_token())); });
  stop.request_stop();
  EXPECT_FALSE(await(slept, "the end of the sleep"));
  clock.set_frozen(false);
  EXPECT_FALSE(clock.sleep_until(TimePoint::max(), stop.get_token()));
}

}  // namespace
}  // namespace flows::base
