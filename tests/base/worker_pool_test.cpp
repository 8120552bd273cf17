#include "base/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>

#include "support/wait.h"

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
  testing::Signal all(8);
  WorkerPool pool("test", 8, 0);
  for (int i = 0; i < 8; ++i) {
    ASSERT_TRUE(pool.submit([&] {
      all.raise();
      all.wait("all jobs to be at work at once");
    }));
  }
  all.wait("all jobs to be at work at once");
}

TEST(WorkerPool, AFullQueueTakesNothing) {
  testing::Signal release;
  testing::Signal started;
  WorkerPool pool("test", 1, 2);
  ASSERT_TRUE(pool.submit([&] {
    started.raise();
    release.wait("the test to fill the queue");
  }));
  started.wait("the job to begin");
  EXPECT_TRUE(pool.submit([] {}));
  EXPECT_TRUE(pool.submit([] {}));
  EXPECT_FALSE(pool.submit([] {}));
  release.raise();
}

TEST(WorkerPool, AClosedPoolTakesNothing) {
  WorkerPool pool("test", 1, 1);
  pool.close();
  pool.close();
  EXPECT_FALSE(pool.submit([] {}));
}

TEST(WorkerPool, APoolThatCanStartNoThreadTakesNoJob) {
  WorkerPool pool("test", 0, 10);
  EXPECT_FALSE(pool.submit([] { FAIL() << "nobody can run it"; }));
}

}  // namespace
}  // namespace flows::base
