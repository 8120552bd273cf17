#include "store/execution_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/execution_fixture.h"
#include "store/flow_alias_store.h"
#include "store/reset_store.h"

namespace flows::store {
namespace {

using base::ErrorCode;
using base::Result;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ExecutionStore : public ::testing::Test, public ExecutionFixture {
 protected:
  std::vector<std::string> listed(const std::optional<std::string>& alias = {}) {
    std::vector<std::string> names;
    const auto visit = [&](const ListedExecution& execution) {
      names.emplace_back(execution.name);
    };
    EXPECT_TRUE(db->read([&](ReadTxn& txn) {
      return list_executions(txn, caller, "FLOW000001", alias, std::nullopt, 100, visit);
    }));
    return names;
  }
};

TEST_F(ExecutionStore, AStartKeepsAllThatItTakesToGoOn) {
  const std::int64_t id = begin(named("a")).value();
  const auto running = db->read([&](ReadTxn& txn) -> Result<std::optional<RunningExecution>> {
                           return find_running_execution(txn, id);
                         }).value();
  ASSERT_TRUE(running);
  EXPECT_EQ(running->caller, caller);
  EXPECT_EQ(running->name.name, "a");
  EXPECT_EQ(running->snapshot.revision, 5);
  EXPECT_EQ(running->snapshot.definition_json, R"({"n":1})");
  EXPECT_EQ(running->started_at, clock.now());
  EXPECT_EQ(running->latency, "optimized");
  EXPECT_EQ(running->concurrency_json, R"({"type":"Automatic"})");
  EXPECT_THAT(running->event_jsons, ElementsAre(kInput));
  const auto snapshot = db->read([&](ReadTxn& txn) {
                            return find_execution_snapshot(txn, caller, named("a"));
                          }).value();
  EXPECT_EQ(snapshot.execution_role_arn, "role");
  EXPECT_EQ(snapshot.customer_encryption_key_arn, "key");
  EXPECT_EQ(find_named("a")->status, "Running");
  EXPECT_EQ(find_named("b").error().code, ErrorCode::kResourceNotFound);
}

TEST_F(ExecutionStore, ANameIsTakenForEverWithinItsAlias) {
  const std::int64_t id = begin(named("a")).value();
  EXPECT_EQ(begin(named("a")).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(end(id, model::kExecutionSucceeded));
  EXPECT_EQ(begin(named("a")).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(begin(named("a", "ALIAS00001")));
}

TEST_F(ExecutionStore, OnlyRunningOnesCountForTheQuota) {
  const std::int64_t id = begin(named("a"), 1).value();
  EXPECT_EQ(begin(named("b"), 1).error().code, ErrorCode::kServiceQuotaExceeded);
  EXPECT_TRUE(end(id, model::kExecutionFailed));
  EXPECT_TRUE(begin(named("b"), 1));
}

TEST_F(ExecutionStore, EventsStandInTheirListsInOrder) {
  const std::int64_t id = begin(named("a")).value();
  EXPECT_TRUE(
      add(id, {{2, kNodeEvents, "two"}, {3, kOwnEvents, "three"}, {4, kFlowEvents, "four"}}));
  EXPECT_TRUE(add(id, {{5, kNodeEvents, "five"}}));
  EXPECT_THAT(events(id, kFlowEvents), ElementsAre(kInput, "four"));
  EXPECT_THAT(events(id, kNodeEvents), ElementsAre("two", "five"));
  const auto running = db->read([&](ReadTxn& txn) -> Result<std::optional<RunningExecution>> {
                           return find_running_execution(txn, id);
                         }).value();
  EXPECT_THAT(running->event_jsons, ElementsAre(kInput, "two", "three", "four", "five"));
}

TEST_F(ExecutionStore, AnEndIsAnEnd) {
  const std::int64_t id = begin(named("a")).value();
  clock.advance(std::chrono::seconds(2));
  EXPECT_TRUE(end(id, model::kExecutionSucceeded));
  const auto ended_at = find_named("a")->ended_at;
  EXPECT_EQ(ended_at, clock.now());
  clock.advance(std::chrono::seconds(2));
  EXPECT_FALSE(end(id, model::kExecutionFailed));
  EXPECT_FALSE(add(id, {{2, kNodeEvents, "late"}}));
  const auto aborted = db->write(
      [&](WriteTxn& txn) { return abort_execution(txn, caller, named("a"), clock.now()); });
  EXPECT_EQ(aborted.error().code, ErrorCode::kConflict);
  EXPECT_EQ(find_named("a")->status, "Succeeded");
  EXPECT_EQ(find_named("a")->ended_at, ended_at);
  EXPECT_THAT(events(id, kNodeEvents), IsEmpty());
}

TEST_F(ExecutionStore, AnAbortEndsOneThatRuns) {
  const std::int64_t id = begin(named("a")).value();
  const auto aborted = db->write(
      [&](WriteTxn& txn) { return abort_execution(txn, caller, named("a"), clock.now()); });
  EXPECT_EQ(aborted.value(), id);
  EXPECT_EQ(find_named("a")->status, "Aborted");
}

TEST_F(ExecutionStore, OneWhoseRowIsDamagedCanBeStopped) {
  const std::int64_t id = begin(named("a")).value();
  ASSERT_TRUE(db->write([&](WriteTxn& txn) -> Result<void> {
    txn.apply("UPDATE execution SET version = 'x', errors_json = '-1', latency = '?'");
    return {};
  }));
  const auto aborted = db->write(
      [&](WriteTxn& txn) { return abort_execution(txn, caller, named("a"), clock.now()); });
  EXPECT_EQ(aborted.value(), id);
}

TEST_F(ExecutionStore, TheyAreListedFromTheLatestAndByAlias) {
  ASSERT_TRUE(begin(named("a")) && begin(named("b", "ALIAS00001")) && begin(named("c")));
  EXPECT_THAT(listed(), ElementsAre("c", "b", "a"));
  EXPECT_THAT(listed("ALIAS00001"), ElementsAre("b"));
  EXPECT_THAT(listed("NOSUCHALIA"), IsEmpty());
}

TEST_F(ExecutionStore, RunningOnesAreFoundUntilTheyEnd) {
  const std::int64_t first = begin(named("a")).value();
  const std::int64_t second = begin(named("b")).value();
  const auto running = [&] {
    return db
        ->read([&](ReadTxn& txn) -> Result<std::vector<std::int64_t>> {
          return list_running_executions(txn);
        })
        .value();
  };
  EXPECT_THAT(running(), ElementsAre(first, second));
  EXPECT_TRUE(end(first, model::kExecutionTimedOut));
  EXPECT_THAT(running(), ElementsAre(second));
  const auto has_running = [&](const std::string& alias) {
    return db
        ->read([&](ReadTxn& txn) -> Result<bool> {
          return has_running_execution(txn, caller, "FLOW000001", alias);
        })
        .value();
  };
  EXPECT_TRUE(has_running("TSTALIASID"));
  EXPECT_FALSE(has_running("ALIAS00001"));
}

TEST_F(ExecutionStore, HistoriesAreToldWithinALimit) {
  add(begin(named("a")).value(), {{.seq = 2, .list = kNodeEvents, .event_json = "12345"}});
  clock.advance(std::chrono::seconds(1));
  end(begin(named("b")).value());
  const auto told = [&](ExecutionFilter filter) {
    filter.limit = filter.limit == 0 ? 100 : filter.limit;
    return db
        ->read([&](ReadTxn& txn) -> Result<std::vector<ExecutionHistory>> {
          return list_execution_histories(txn, filter);
        })
        .value();
  };
  const auto all = told({.event_bytes_max = 2 * kInput.size() + 5});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].execution.name.name, "b");
  EXPECT_EQ(all[0].execution.ended_at, clock.now());
  EXPECT_EQ(all[1].caller, caller);
  EXPECT_THAT(all[1].event_jsons, ElementsAre(kInput, "12345"));
  EXPECT_FALSE(all[1].cut_short);
  const auto cut = told({.event_bytes_max = 2 * kInput.size() + 4});
  EXPECT_THAT(cut[1].event_jsons, ElementsAre(kInput));
  EXPECT_TRUE(cut[1].cut_short);
  EXPECT_EQ(told({.limit = 1}).size(), 1U);
  EXPECT_EQ(told({.name = "a"}).size(), 1U);
  EXPECT_EQ(told({.status = "Running"}).at(0).execution.name.name, "a");
  EXPECT_EQ(told({.flow_id = "FLOW000002"}).size(), 0U);
}

TEST_F(ExecutionStore, TheyGoWithTheirFlow) {
  const std::int64_t id = begin(named("a")).value();
  ASSERT_TRUE(db->write(
      [&](WriteTxn& txn) { return delete_flow(txn, caller, "FLOW000001", InUseCheck::kSkipped); }));
  EXPECT_EQ(find_named("a").error().code, ErrorCode::kResourceNotFound);
  EXPECT_FALSE(add(id, {{2, kNodeEvents, "late"}}));
}

}  // namespace
}  // namespace flows::store
