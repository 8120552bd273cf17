#include "runs/housekeeper.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "store/execution_fixture.h"
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
  constexpr int kExecutions = base::limits::kRowsRemovedAtOnceMax + 1;
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

}  // namespace
}  // namespace flows::runs
