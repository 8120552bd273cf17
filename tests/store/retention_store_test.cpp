#include "store/retention_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "store/execution_fixture.h"

namespace flows::store {
namespace {

using base::Result;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

class RetentionStore : public ::testing::Test, public ExecutionFixture {
 protected:
  // Whether one step has found anything.
  bool step(base::TimePoint ended_by, int rows = 100) {
    return db
        ->write([&](WriteTxn& txn) -> Result<bool> { return remove_expired(txn, ended_by, rows); })
        .value();
  }

  int steps(base::TimePoint ended_by, int rows) {
    int count = 0;
    while (step(ended_by, rows)) ++count;
    return count;
  }

  std::int64_t rows(Sql count) {
    return db
        ->read([&](ReadTxn& txn) -> Result<std::int64_t> {
          auto row = txn.query(count);
          CHECK(row.step(), "a count has a row");
          return row.integer(0);
        })
        .value();
  }
  std::int64_t event_rows() { return rows("SELECT count(*) FROM event_batch"); }
  std::int64_t snapshot_rows() { return rows("SELECT count(*) FROM snapshot"); }
};

TEST_F(RetentionStore, WhatHasEndedByThenGoesWithAllThatIsLeftOfIt) {
  const std::int64_t old = begin(named("old")).value();
  add(old, {{.seq = 2, .list = kNodeEvents, .event_json = "2"}});
  end(old);
  const base::TimePoint then = clock.now();
  clock.advance(1s);
  const std::int64_t later = begin(named("later"), 100, 6).value();
  end(later);
  const std::int64_t running = begin(named("running"), 100, 7).value();
  EXPECT_FALSE(step(then - 1s));
  EXPECT_TRUE(step(then));
  EXPECT_FALSE(find_named("old"));
  EXPECT_GT(steps(then, 100), 0);
  EXPECT_EQ(event_rows(), 2);
  EXPECT_EQ(snapshot_rows(), 2);
  EXPECT_THAT(events(later, kFlowEvents), ElementsAre(kInput));
  steps(clock.now() + 24h * 365, 100);
  EXPECT_FALSE(find_named("later"));
  // What runs is kept for as long as it runs.
  EXPECT_EQ(find_named("running")->status, "Running");
  EXPECT_THAT(events(running, kFlowEvents), ElementsAre(kInput));
}

TEST_F(RetentionStore, EachStepIsSmall) {
  constexpr int kAtOnce = base::limits::kEventBatchesRemovedPerCommitMax;
  const std::int64_t id = begin(named("a")).value();
  for (int seq = 2; seq <= 3 * kAtOnce; ++seq) {
    add(id, {{.seq = seq, .list = kNodeEvents, .event_json = "e"}});
  }
  end(id);
  ASSERT_TRUE(step(clock.now(), 10));
  for (int left = 3 * kAtOnce; left > 0; left -= kAtOnce) {
    EXPECT_EQ(event_rows(), left);
    EXPECT_THAT(events(id, kOwnEvents), IsEmpty());
    ASSERT_TRUE(step(clock.now(), 10));
  }
  EXPECT_EQ(event_rows(), 0);
}

TEST_F(RetentionStore, ADefinitionStaysWhileAnExecutionHasIt) {
  end(begin(named("a")).value());
  clock.advance(1s);
  end(begin(named("b")).value());
  steps(clock.now() - 1s, 100);
  EXPECT_EQ(snapshot_rows(), 1);
  EXPECT_TRUE(
      db->read([&](ReadTxn& txn) { return find_execution_snapshot(txn, caller, named("b")); }));
  steps(clock.now(), 100);
  EXPECT_EQ(snapshot_rows(), 0);
}

TEST_F(RetentionStore, WhatADeletedFlowLeavesIsRemovedToo) {
  begin(named("a")).value();
  end(begin(named("b")).value());
  ASSERT_TRUE(db->write(
      [&](WriteTxn& txn) { return delete_flow(txn, caller, "FLOW000001", InUseCheck::kSkipped); }));
  EXPECT_EQ(event_rows(), 2);
  EXPECT_GT(steps(clock.now() - 24h, 100), 0);
  EXPECT_EQ(event_rows(), 0);
  EXPECT_EQ(snapshot_rows(), 0);
}

TEST_F(RetentionStore, TheFirstEndIsThatOfTheExecutionThatEndedFirst) {
  const auto first = [&] {
    return db
        ->read([](ReadTxn& txn) -> Result<std::optional<base::TimePoint>> {
          return first_execution_end(txn);
        })
        .value();
  };
  const std::int64_t a = begin(named("a")).value();
  const std::int64_t b = begin(named("b")).value();
  EXPECT_EQ(first(), std::nullopt);
  end(b);
  const base::TimePoint then = clock.now();
  clock.advance(1s);
  end(a);
  EXPECT_EQ(first(), then);
}

TEST_F(RetentionStore, WhatRunsIsNotExpiredWhateverItsRowSaysOfItsEnd) {
  const std::int64_t running = begin(named("a")).value();
  ASSERT_TRUE(db->write([&](WriteTxn& txn) -> Result<void> {
    txn.apply("UPDATE execution SET ended_at = 1 WHERE id = ?", running);
    return {};
  }));
  EXPECT_FALSE(step(clock.now()));
  end(running);
  EXPECT_TRUE(step(clock.now()));
}

}  // namespace
}  // namespace flows::store
