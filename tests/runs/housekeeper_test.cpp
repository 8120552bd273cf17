#include "runs/housekeeper.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

#include "base/limits.h"
#include "store/execution_fixture.h"
#include "store/failing_vfs.h"
#include "support/temp_dir.h"
#include "support/wait.h"

namespace flows::runs {
namespace {

using namespace std::chrono_literals;

class HousekeeperTest : public ::testing::Test, public store::ExecutionFixture {
 protected:
  void wait_until_gone(const std::string& name) {
    testing::wait_until([&] { return !find_named(name); }, "the execution to be removed");
  }
};

TEST_F(HousekeeperTest, AnExecutionGoesWhenItsTimeHasCome) {
  const base::TimePoint start = clock.now();
  end(begin(named("first")).value());
  clock.advance(48h);
  end(begin(named("second")).value());
  const Housekeeper housekeeper(*db, clock);
  clock.advance(start + base::limits::kExecutionLifetime - clock.now());
  wait_until_gone("first");
  EXPECT_TRUE(find_named("second"));
  clock.advance(47h);
  EXPECT_TRUE(find_named("second"));
  clock.advance(1h);
  wait_until_gone("second");
}

TEST_F(HousekeeperTest, OneCommitRemovesOnlySoManyRows) {
  constexpr int kExecutions = base::limits::kRowsRemovedPerCommitMax + 1;
  for (int at = 0; at < kExecutions; ++at) {
    end(begin(named(std::to_string(at)), kExecutions).value());
    clock.advance(1s);
  }
  clock.advance(base::limits::kExecutionLifetime);
  const auto commits = db->commits();
  const Housekeeper housekeeper(*db, clock);
  wait_until_gone(std::to_string(kExecutions - 1));
  EXPECT_FALSE(find_named("0"));
  EXPECT_GE(db->commits(), commits + 2);
}

TEST_F(HousekeeperTest, WhatIsDueWhenItBeginsGoesAtOnce) {
  end(begin(named("old")).value());
  clock.advance(base::limits::kExecutionLifetime);
  const Housekeeper housekeeper(*db, clock);
  wait_until_gone("old");
}

// A clock that throws once, at the next call after `armed` is set.
class FaultyClock final : public base::Clock {
 public:
  explicit FaultyClock(base::Clock& clock) : clock_(clock) {}

  base::TimePoint now() const override {
    if (armed.exchange(false)) throw std::runtime_error("a fault of the test");
    return clock_.now();
  }
  bool sleep_until(base::TimePoint deadline, std::stop_token stop) override {
    return clock_.sleep_until(deadline, std::move(stop));
  }

  mutable std::atomic<bool> armed = false;

 private:
  base::Clock& clock_;
};

TEST_F(HousekeeperTest, AClockThatThrowsDoesNotEndIt) {
  end(begin(named("old")).value());
  clock.advance(base::limits::kExecutionLifetime);
  FaultyClock faulty(clock);
  faulty.armed = true;
  const Housekeeper housekeeper(*db, faulty);
  wait_until_gone("old");
  EXPECT_FALSE(faulty.armed);
  end(begin(named("later")).value());
  faulty.armed = true;
  clock.advance(base::limits::kExecutionLifetime);
  wait_until_gone("later");
  EXPECT_FALSE(faulty.armed);
}

TEST_F(HousekeeperTest, ADatabaseThatFailsIsTriedAgainInTheNextRound) {
  db.reset();
  store::FailingVfs disk;
  const testing::TempDir folder;
  db = store::Database::open({.file = folder.file("state.db")}).value();
  ASSERT_TRUE(create("FLOW000001", "one"));
  end(begin(named("old")).value());
  clock.advance(base::limits::kExecutionLifetime);
  {
    disk.fail(store::DiskFault::kFull, 1, store::Lasting::kFromThenOn);
    const Housekeeper housekeeper(*db, clock);
    testing::wait_until([&] { return disk.has_failed(); }, "a failure of the disk");
    EXPECT_TRUE(find_named("old"));
    disk.heal();
    // The failed round may still be in progress; then the next one follows an hour later.
    testing::wait_until(
        [&] {
          clock.advance(1h);
          return !find_named("old");
        },
        "the next round");
  }
  db.reset();
}

}  // namespace
}  // namespace flows::runs
