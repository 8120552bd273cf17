#include "base/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace flows::base {
namespace {

TEST(WorkerPool, RunsEverythingThatWasTakenBeforeItCloses) {
  std::atomic<int> done = 0;
  {
    WorkerPool pool("test", 2, 100);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(pool.submit([&] { ++done; }));
  }
  EXPECT_EQ(done, 100);
}

TEST(WorkerPool, GrowsUntilEveryJobHasAThread) {
  // Each job waits for all the others, so that fewer threads would never end.
  std::latch all(8);
  WorkerPool pool("test", 8, 0);
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(pool.submit([&] { all.arrive_and_wait(); }));
  all.wait();
}

TEST(WorkerPool, AFullQueueTakesNothing) {
  std::latch release(1);
  std::latch started(1);
  WorkerPool pool("test", 1, 2);
  ASSERT_TRUE(pool.submit([&] {
    started.count_down();
    release.wait();
  }));
  started.wait();
  EXPECT_TRUE(pool.submit([] {}));
  EXPECT_TRUE(pool.submit([] {}));
  EXPECT_FALSE(pool.submit([] {}));
  release.count_down();
}

TEST(WorkerPool, AClosedPoolTakesNothing) {
  WorkerPool pool("test", 1, 1);
  pool.close();
  pool.close();
  EXPECT_FALSE(pool.submit([] {}));
}

}  // namespace
}  // namespace flows::base
