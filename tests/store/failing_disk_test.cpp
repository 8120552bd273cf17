#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/execution_store.h"
#include "store/failing_vfs.h"
#include "store/flow_store.h"
#include "store/retention_store.h"
#include "store/snapshots.h"
#include "support/fake_clock.h"
#include "support/temp_dir.h"

// A disk that fails at one operation of a scenario, for every operation of it: each step succeeds
// or says so, and what was acknowledged is there afterwards.
namespace flows::store {
namespace {

using base::Result;
using ::testing::IsEmpty;

const base::Caller kCaller{.account = "123456789012", .region = "us-east-1"};

// What a step may do: it was acknowledged, or refused; the latter must not lie about why.
bool acknowledged(const Result<void>& result) {
  if (result) return true;
  EXPECT_EQ(result.error().code, base::ErrorCode::kInternalServer) << result.error().message;
  EXPECT_FALSE(result.error().message.empty());
  return false;
}

template <class T>
bool acknowledged(const Result<T>& result) {
  return acknowledged(result ? Result<void>() : Result<void>(result.error()));
}

class Scenario {
 public:
  explicit Scenario(std::filesystem::path file) : file_(std::move(file)) {}

  void run() {
    if (!open()) return;
    first_flow_ = create_flow("FLOW000001");
    if (first_flow_) run_old_execution();
    clock_.advance(std::chrono::hours(2));
    if (first_flow_) run_execution();
    second_flow_ = create_flow("FLOW000002");
    Snapshots snapshots(*db_);
    const bool taken = acknowledged(snapshots.take("kept"));
    third_flow_ = create_flow("FLOW000003");
    loaded_ = taken && acknowledged(load(snapshots));
    expire();
    read();
    db_.reset();
  }

  // Requires a disk that has healed.
  void check() {
    ASSERT_TRUE(open());
    EXPECT_THAT(complaints(), IsEmpty());
    EXPECT_EQ(has_flow("FLOW000001"), first_flow_);
    EXPECT_EQ(has_flow("FLOW000002"), second_flow_);
    // Acknowledged, and then gone with an older state; or not acknowledged at all.
    EXPECT_EQ(has_flow("FLOW000003"), third_flow_ && !loaded_);
    check_execution();
    EXPECT_TRUE(create_flow("FLOW000004"));
    db_.reset();
  }

 private:
  bool open() {
    auto opened = Database::open({.file = file_});
    if (!acknowledged(opened)) return false;
    db_ = *std::move(opened);
    return true;
  }

  bool create_flow(const std::string& id) {
    return acknowledged(db_->write([&](WriteTxn& txn) {
      return store::create_flow(txn, kCaller, id,
                                {.name = id, .execution_role_arn = "role", .definition_json = "{}"},
                                clock_.now());
    }));
  }

  static model::ExecutionName execution(std::string name) {
    return {.flow_id = "FLOW000001", .alias_id = "TSTALIASID", .name = std::move(name)};
  }

  Result<std::int64_t> start(const model::ExecutionName& name) {
    return db_->write([&](WriteTxn& txn) {
      return start_execution(txn, kCaller,
                             {.name = name,
                              .snapshot = {.version = "DRAFT",
                                           .revision = 1,
                                           .execution_role_arn = "role",
                                           .definition_json = "{}"}},
                             "1", 10, clock_.now());
    });
  }

  bool end(std::int64_t id) {
    return acknowledged(db_->write([&](WriteTxn& txn) -> Result<bool> {
      return end_execution(txn, id, model::kExecutionSucceeded, std::nullopt, clock_.now());
    }));
  }

  // It will have been kept for long enough.
  void run_old_execution() {
    const auto started = start(execution("old"));
    old_started_ = acknowledged(started);
    old_ended_ = old_started_ && end(*started);
  }

  void run_execution() {
    const auto started = start(execution("run"));
    started_ = acknowledged(started);
    if (!started_) return;
    if (acknowledged(db_->write([&](WriteTxn& txn) -> Result<bool> {
          return add_events(txn, *started,
                            {{.seq = 2, .list = kNodeEvents, .event_json = "2"},
                             {.seq = 3, .list = kOwnEvents, .event_json = "3"}});
        }))) {
      events_ = 3;
    }
    ended_ = end(*started);
  }

  Result<void> load(Snapshots& snapshots) {
    ASSIGN_OR_RETURN(const auto copy, snapshots.open("kept"));
    return db_->replace_with(*copy);
  }

  void expire() {
    Result<bool> more = true;
    while (more && *more) {
      more = db_->write([&](WriteTxn& txn) -> Result<bool> {
        return remove_expired(txn, clock_.now() - std::chrono::hours(1), 10);
      });
      expired_ = expired_ || (acknowledged(more) && *more);
    }
  }

  void read() {
    acknowledged(
        db_->read([&](ReadTxn& txn) -> Result<bool> { return flow_exists(txn, "FLOW000001"); }));
    acknowledged(db_->read_on_io_thread(
        [&](ReadTxn& txn) -> Result<bool> { return flow_exists(txn, "FLOW000001"); }));
  }

  static bool flow_exists(ReadTxn& txn, const std::string& id) {
    return find_flow(txn, kCaller, id).has_value();
  }

  bool has_flow(const std::string& id) {
    return db_->read([&](ReadTxn& txn) -> Result<bool> { return flow_exists(txn, id); }).value();
  }

  // What SQLite and the schema have against the database.
  std::vector<std::string> complaints() {
    return db_
        ->read([](ReadTxn& txn) -> Result<std::vector<std::string>> {
          std::vector<std::string> found;
          auto integrity = txn.query("SELECT integrity_check FROM pragma_integrity_check");
          while (integrity.step()) {
            if (integrity.text(0) != "ok") found.push_back(integrity.text(0));
          }
          auto keys = txn.query("SELECT \"table\" FROM pragma_foreign_key_check");
          while (keys.step()) found.push_back("foreign key of " + keys.text(0));
          auto rows = txn.query(
              "SELECT 'an execution ' || id || ' without definition' FROM execution"
              " WHERE revision NOT IN (SELECT revision FROM snapshot)"
              " UNION ALL SELECT 'an end of a running execution' FROM execution"
              " WHERE (status = 'Running') <> (ended_at IS NULL)"
              " UNION ALL SELECT 'events of nobody' FROM event_batch WHERE id >> 24 NOT IN"
              " (SELECT id FROM execution UNION ALL SELECT id FROM removed_execution)"
              " UNION ALL SELECT 'events with a gap' FROM event_batch AS batch"
              " WHERE id >> 24 IN (SELECT id FROM execution) AND (id & 0xFFFFFF) <> 1 +"
              " (SELECT coalesce(sum(length(events) - length(replace(events, char(10), ''))), 0)"
              "  FROM event_batch WHERE id >> 24 = batch.id >> 24 AND id < batch.id)");
          while (rows.step()) found.push_back(rows.text(0));
          return found;
        })
        .value();
  }

  Result<model::FlowExecution> find(const std::string& name) {
    return db_->read([&](ReadTxn& txn) { return find_execution(txn, kCaller, execution(name)); });
  }

  void check_execution() {
    EXPECT_TRUE(!expired_ || old_ended_);
    EXPECT_EQ(find("old").has_value(), old_started_ && !expired_);
    const auto found = find("run");
    EXPECT_EQ(found.has_value(), started_);
    if (!found || !started_) return;
    EXPECT_EQ(found->status, ended_ ? model::kExecutionSucceeded : model::kExecutionRunning);
    const auto histories = db_->read([](ReadTxn& txn) -> Result<std::vector<ExecutionHistory>> {
      return list_execution_histories(txn, {.limit = 1, .event_bytes_max = 1000});
    });
    EXPECT_EQ(histories->at(0).event_jsons.size(), events_);
  }

  std::filesystem::path file_;
  flows::testing::FakeClock clock_;
  std::unique_ptr<Database> db_;
  bool first_flow_ = false;
  bool second_flow_ = false;
  bool third_flow_ = false;
  bool loaded_ = false;
  bool started_ = false;
  bool ended_ = false;
  std::size_t events_ = 1;
  bool old_started_ = false;
  bool old_ended_ = false;
  bool expired_ = false;
};

using Fault = std::tuple<DiskFault, Lasting>;

class FailingDisk : public ::testing::TestWithParam<Fault> {};

TEST_P(FailingDisk, LosesNothingThatWasAcknowledged) {
  const auto [fault, lasting] = GetParam();
  FailingVfs disk;
  int operations = 0;
  while (!HasFailure()) {
    SCOPED_TRACE(operations + 1);
    const flows::testing::TempDir folder;
    Scenario scenario(folder.file("state.db"));
    disk.fail(fault, operations + 1, lasting);
    scenario.run();
    disk.heal();
    if (!disk.has_failed()) break;
    scenario.check();
    ++operations;
  }
  EXPECT_GT(operations, 5);
  RecordProperty("operations", operations);
}

std::string name_of(const ::testing::TestParamInfo<Fault>& info) {
  constexpr std::array<const char*, 4> kFaults = {"Write", "Full", "Sync", "Open"};
  const auto [fault, lasting] = info.param;
  return std::string(kFaults.at(static_cast<std::size_t>(fault))) +
         (lasting == Lasting::kOnce ? "Once" : "FromThenOn");
}

// Only then a commit waits for the disk.
TEST(FullSynchronous, DoesNotAcknowledgeWhatMayNotBeOnDisk) {
  for (const bool full : {false, true}) {
    FailingVfs disk;
    const testing::TempDir folder;
    auto db =
        Database::open({.file = folder.file("state.db"), .survives_power_cuts = full}).value();
    const auto write = [&db] {
      return db->write([](WriteTxn& txn) -> Result<void> {
        txn.change("DELETE FROM clock").run();
        txn.change("INSERT INTO clock (only, ahead_by) VALUES (1, 1)").run();
        return {};
      });
    };
    ASSERT_TRUE(write());
    disk.fail(DiskFault::kSync, 1, Lasting::kFromThenOn);
    EXPECT_EQ(write().has_value(), !full);
    disk.heal();
    db.reset();
  }
}

INSTANTIATE_TEST_SUITE_P(All, FailingDisk,
                         ::testing::Combine(::testing::Values(DiskFault::kWrite, DiskFault::kFull,
                                                              DiskFault::kSync, DiskFault::kOpen),
                                            ::testing::Values(Lasting::kOnce,
                                                              Lasting::kFromThenOn)),
                         name_of);

}  // namespace
}  // namespace flows::store
