#include "base/thread.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

#include "base/clock.h"
#include "base/limits.h"
#include "base/worker_pool.h"
#include "support/wait.h"

namespace flows::base {
namespace {

TEST(Thread, WorkThatThrewIsCalledAgain) {
  std::atomic<int> calls = 0;
  Thread thread("test", [&](const std::stop_token&) {
    if (++calls < 3) throw std::runtime_error("attempt " + std::to_string(calls));
  });
  thread.join();
  EXPECT_EQ(calls, 3);
}

TEST(Thread, WorkThatAlwaysFailsEndsWithItsOwner) {
  testing::Signal failed_twice(2);
  std::atomic<int> calls = 0;
  {
    Thread thread("test", [&](const std::stop_token&) {
      if (++calls <= 2) failed_twice.raise();
      throw 7;  // no exception of the standard library
    });
    failed_twice.wait("the second failure");
  }
  EXPECT_GE(calls, 2);
}

TEST(Thread, WorkThatFailsAgainInTheSameWayPausesBeforeTheNextTry) {
  const SystemClock clock;
  std::vector<TimePoint> tries;
  Thread thread("test", [&](const std::stop_token&) {
    tries.push_back(clock.now());
    if (tries.size() < 3) throw std::runtime_error("the same");
  });
  thread.join();
  ASSERT_EQ(tries.size(), 3U);
  EXPECT_GE(tries[2] - tries[1], limits::kThreadRestartPause);
}

TEST(RunGuarded, SaysWhetherTheWorkThrew) {
  EXPECT_TRUE(run_guarded("test", [] {}));
  EXPECT_FALSE(run_guarded("test", [] { throw std::runtime_error("broken"); }));
  EXPECT_FALSE(run_guarded("test", [] { throw 7; }));
}

TEST(WorkerPool, AJobThatThrowsLeavesTheOthersAlone) {
  std::atomic<int> done = 0;
  {
    WorkerPool pool("test", 1, 100);
    for (int i = 0; i < 10; ++i) {
      ASSERT_TRUE(pool.submit([] { throw std::runtime_error("broken"); }));
      ASSERT_TRUE(pool.submit([&] { ++done; }));
    }
  }
  EXPECT_EQ(done, 10);
}

}  // namespace
}  // namespace flows::base
