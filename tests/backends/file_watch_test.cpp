#include "backends/file_watch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <semaphore>
#include <stdexcept>

#include "base/clock.h"
#include "support/wait.h"

namespace flows::backends {
namespace {

using namespace std::chrono_literals;

TEST(FileWatch, LooksAgainAndAgainByItself) {
  std::counting_semaphore<> looks(0);
  FileWatch watch([&] { looks.release(); }, 1ms);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(looks.try_acquire_for(30s));
}

TEST(FileWatch, WhoWaitsGetsALookThatBeganAfterwards) {
  std::atomic<int> value{0};
  std::atomic<int> seen{-1};
  FileWatch watch([&] { seen = value.load(); }, 1h);
  for (int i = 1; i <= 100; ++i) {
    value = i;
    ASSERT_TRUE(watch.wait_for_look(30s));
    ASSERT_EQ(seen, i);
  }
}

TEST(FileWatch, ALookThatHangsMakesNobodyWaitLongerThanHisPatience) {
  testing::Signal begun;
  testing::Signal over;
  std::atomic<bool> first{true};
  FileWatch watch(
      [&] {
        if (!first.exchange(false)) return;
        begun.raise();
        over.wait("the test to have waited");
      },
      1h);
  begun.wait("the first look");
  const base::Stopwatch stopwatch;
  EXPECT_FALSE(watch.wait_for_look(20ms));
  EXPECT_LT(stopwatch.elapsed(), 10s);
  over.raise();
  EXPECT_TRUE(watch.wait_for_look(30s));
}

TEST(FileWatch, ALookThatFailsIsNotTheLast) {
  std::atomic<bool> fails{true};
  FileWatch watch(
      [&] {
        if (fails) throw std::runtime_error("no memory for the file");
      },
      1ms);
  fails = false;
  EXPECT_TRUE(watch.wait_for_look(30s));
}

}  // namespace
}  // namespace flows::backends
