#include "store/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/limits.h"
#include "store/numbers.h"
#include "support/temp_dir.h"
#include "support/wait.h"

namespace flows::store {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Database, CreatesTheFileAndTheFoldersAboveIt) {
  const testing::TempDir folder;
  const auto file = folder.file("a/b/state.db");
  { auto db = open_file(file); }
  EXPECT_TRUE(std::filesystem::exists(file));
}

TEST(Database, LeavesOneFileWhenItIsClosed) {
  const testing::TempDir folder;
  {
    auto db = open_file(folder.file("state.db"));
    ASSERT_TRUE(make_table(*db));
  }
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    names.push_back(entry.path().filename());
  }
  EXPECT_THAT(names, ElementsAre("state.db"));
}

TEST(Database, KeepsWhatWasWrittenFromOneOpeningToTheNext) {
  const testing::TempDir folder;
  {
    auto db = open_file(folder.file("state.db"));
    ASSERT_TRUE(make_table(*db));
    ASSERT_TRUE(insert(*db, 7));
  }
  EXPECT_THAT(numbers(*open_file(folder.file("state.db"))), ElementsAre(7));
}

TEST(Database, AnswersWithWhatTheFunctionReturned) {
  auto db = Database::open({}).value();
  EXPECT_EQ(db->write([](WriteTxn&) -> Result<int> { return 3; }).value(), 3);
  EXPECT_EQ(db->read([](ReadTxn&) -> Result<int> { return 4; }).value(), 4);
  EXPECT_EQ(db->read([](ReadTxn&) -> Result<int> {
                return Error{ErrorCode::kConflict, "no"};
              }).error(),
            (Error{ErrorCode::kConflict, "no"}));
}

TEST(Database, AWriteThatReturnsAnErrorLeavesNothing) {
  auto db = Database::open({}).value();
  ASSERT_TRUE(make_table(*db));
  const auto result = db->write([](WriteTxn& txn) -> Result<void> {
    txn.change("INSERT INTO number (value) VALUES (1)").run();
    return Error{ErrorCode::kValidation, "no"};
  });
  EXPECT_EQ(result.error().message, "no");
  EXPECT_THAT(numbers(*db), ElementsAre());
}

TEST(Database, WhatAWriteThrowsReachesItsCallerAndUndoesIt) {
  auto db = Database::open({}).value();
  ASSERT_TRUE(make_table(*db));
  const auto write = [&] {
    return db->write([](WriteTxn& txn) -> Result<void> {
      txn.change("INSERT INTO number (value) VALUES (1)").run();
      throw std::runtime_error("thrown inside");
    });
  };
  EXPECT_THROW(static_cast<void>(write()), std::runtime_error);
  EXPECT_THAT(numbers(*db), ElementsAre());
  EXPECT_TRUE(insert(*db, 2));
}

TEST(Database, WhatAReadThrowsReachesItsCallerAndFreesTheConnection) {
  const testing::TempDir folder;
  auto db = open_file(folder.file("state.db"));
  ASSERT_TRUE(make_table(*db));
  for (int round = 0; round < 20; ++round) {  // more often than there are connections
    const auto read = [&] {
      return db->read([](ReadTxn&) -> Result<int> { throw std::runtime_error("thrown inside"); });
    };
    EXPECT_THROW(static_cast<void>(read()), std::runtime_error);
  }
  EXPECT_THAT(numbers(*db), ElementsAre());
}

TEST(Database, AReadTransactionCannotWrite) {
  const testing::TempDir folder;
  const auto sneak = [](ReadTxn& txn) -> Result<void> {
    txn.query("INSERT INTO revision (next) VALUES (1)").run();
    return {};
  };
  auto on_disk = open_file(folder.file("state.db"));
  EXPECT_THROW(static_cast<void>(on_disk->read(sneak)), base::BugError);
  EXPECT_THROW(static_cast<void>(on_disk->read_on_io_thread(sneak)), base::BugError);
  auto in_memory = Database::open({}).value();
  EXPECT_THROW(static_cast<void>(in_memory->read(sneak)), base::BugError);
}

TEST(Database, OnlySoManyWritesWaitForACommit) {
  auto db = Database::open({}).value();
  ASSERT_TRUE(make_table(*db));
  testing::Signal begun;
  testing::Signal go_on;
  testing::TestThread holder("holds the writer", [&] {
    const auto held = db->write([&](WriteTxn&) -> Result<void> {
      begun.raise();
      go_on.wait("the other writes");
      return {};
    });
    EXPECT_TRUE(held);
  });
  begun.wait("the write that holds the writer");
  int written = 0;
  std::vector<ErrorCode> refusals;
  for (std::size_t at = 0; at <= base::limits::kWriteQueueMax; ++at) {
    db->write_async(
        [](WriteTxn& txn) -> Result<void> {
          txn.change("INSERT INTO number (value) VALUES (1)").run();
          return {};
        },
        [&](const Result<void>& outcome) {
          if (outcome) {
            ++written;
          } else {
            refusals.push_back(outcome.error().code);
          }
        });
  }
  EXPECT_THAT(refusals, ElementsAre(ErrorCode::kThrottling));
  go_on.raise();
  holder.join();
  db.reset();  // ends what is queued
  EXPECT_EQ(written, base::limits::kWriteQueueMax);
}

TEST(Database, AReadSeesOneSnapshot) {
  const testing::TempDir folder;
  auto db = open_file(folder.file("state.db"));
  ASSERT_TRUE(make_table(*db));
  ASSERT_TRUE(insert(*db, 1));
  const auto seen = db->read([&](ReadTxn& txn) -> Result<std::size_t> {
    const auto before = read_numbers(txn).size();
    testing::TestThread("inserts", [&] { EXPECT_TRUE(insert(*db, 2)); }).join();
    return before * 10 + read_numbers(txn).size();
  });
  EXPECT_EQ(seen.value(), 11U);
  EXPECT_THAT(numbers(*db), ElementsAre(1, 2));
}

TEST(Database, AReadOnTheIoThreadSeesEveryCommitThatWasAcknowledged) {
  const testing::TempDir folder;
  for (auto& db : {open_file(folder.file("state.db")), Database::open({}).value()}) {
    ASSERT_TRUE(make_table(*db));
    for (int value = 1; value <= 5; ++value) {
      ASSERT_TRUE(insert(*db, value));
      const auto count = db->read_on_io_thread(
          [](ReadTxn& txn) -> Result<std::size_t> { return read_numbers(txn).size(); });
      EXPECT_EQ(count.value(), static_cast<std::size_t>(value));
      if (value == 3) db->release_io_thread_snapshot();
    }
  }
}

TEST(Database, AReadNeverWaitsForAWrite) {
  const testing::TempDir folder;
  const auto is_read_during_a_write = [](Database& db) {
    testing::Signal begun;
    testing::Signal go_on;
    testing::TestThread writer("writes", [&] {
      EXPECT_TRUE(db.write([&](WriteTxn&) -> Result<void> {
        begun.raise();
        go_on.wait("the read");
        return {};
      }));
    });
    begun.wait("the write");
    const auto read = db.read_on_io_thread([](ReadTxn&) -> Result<int> { return 1; });
    EXPECT_TRUE(db.read([](ReadTxn&) -> Result<int> { return 2; }));
    go_on.raise();
    return read.has_value();
  };
  EXPECT_TRUE(is_read_during_a_write(*open_file(folder.file("state.db"))));
  EXPECT_TRUE(is_read_during_a_write(*Database::open({}).value()));
}

TEST(Database, AnIdleReadOnTheIoThreadLetsTheWalBeWrittenBack) {
  const testing::TempDir folder;
  const auto file = folder.file("state.db");
  auto db = open_file(file);
  ASSERT_TRUE(make_table(*db));
  const auto look = [](ReadTxn& txn) -> Result<std::size_t> { return read_numbers(txn).size(); };
  const auto checkpoint_is_complete = [&] {
    sqlite3* other = nullptr;
    EXPECT_EQ(sqlite3_open(file.c_str(), &other), SQLITE_OK);
    // A connection that has not read yet would do nothing and report success.
    EXPECT_EQ(sqlite3_exec(other, "SELECT value FROM number", nullptr, nullptr, nullptr),
              SQLITE_OK);
    int in_log = -1;
    int written_back = -1;
    sqlite3_wal_checkpoint_v2(other, nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log, &written_back);
    sqlite3_close(other);
    return in_log == written_back;
  };
  ASSERT_TRUE(db->read_on_io_thread(look));
  ASSERT_TRUE(db->read_on_io_thread(look));
  ASSERT_TRUE(insert(*db, 1));
  EXPECT_FALSE(checkpoint_is_complete());
  db->release_io_thread_snapshot();
  EXPECT_TRUE(checkpoint_is_complete());
  // Where each reading finds something new, none keeps its snapshot.
  ASSERT_TRUE(insert(*db, 2));
  ASSERT_TRUE(db->read_on_io_thread(look));
  ASSERT_TRUE(insert(*db, 3));
  EXPECT_TRUE(checkpoint_is_complete());
}

TEST(Database, WhatWasAcknowledgedSurvivesAKilledProcess) {
  const testing::TempDir folder;
  const auto file = folder.file("state.db");
  for (int acknowledged = 1; acknowledged <= 3; ++acknowledged) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto db = open_file(file);
      if (acknowledged == 1 && !make_table(*db)) _exit(1);
      if (!insert(*db, acknowledged)) _exit(2);
      raise(SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
  }
  EXPECT_THAT(numbers(*open_file(file)), ElementsAre(1, 2, 3));
}

TEST(Database, ASecondServerOnTheSameFileIsRefused) {
  const testing::TempDir folder;
  const auto file = folder.file("state.db");
  {
    auto first = open_file(file);
    const auto second = Database::open({.file = file});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().message, "The database " + file.string() +
                                          " is in use by another server, process " +
                                          std::to_string(getpid()) + ".");
    EXPECT_TRUE(make_table(*first));
  }
  EXPECT_TRUE(Database::open({.file = file}));
}

enum class Damage { kSchema, kRows };

// A file with rows, and rubbish in the place of its first page but the header, or of its last two.
void write_damaged(const std::filesystem::path& file, Damage damage) {
  {
    auto db = open_file(file);
    CHECK(make_table(*db), "the table can be made");
    for (int value = 0; value < 1000; ++value) CHECK(insert(*db, value), "a row can be written");
  }
  std::string bytes = bytes_of(file);
  const std::size_t from = damage == Damage::kSchema ? 100 : bytes.size() - std::size_t{2} * 4096;
  const std::size_t to = damage == Damage::kSchema ? 4096 : bytes.size();
  for (std::size_t at = from; at < to; ++at) {
    bytes[at] = static_cast<char>(at * 31);
  }
  std::ofstream(file, std::ios::binary) << bytes;
}

TEST(Database, ADamagedSchemaIsReportedAndLeftAsItIs) {
  const testing::TempDir folder;
  const auto file = folder.file("state.db");
  write_damaged(file, Damage::kSchema);
  const std::string before = bytes_of(file);
  const auto opened = Database::open({.file = file});
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("malformed"));
  EXPECT_EQ(bytes_of(file), before);
}

TEST(Database, DamagedRowsAreReportedAndLeftAsTheyAre) {
  const testing::TempDir folder;
  const auto file = folder.file("state.db");
  write_damaged(file, Damage::kRows);
  const std::string before = bytes_of(file);
  {
    auto db = open_file(file);
    const auto read = db->read(
        [](ReadTxn& txn) -> Result<std::vector<std::int64_t>> { return read_numbers(txn); });
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kDamagedData);
    EXPECT_THAT(read.error().message, HasSubstr("malformed"));
    const auto written = insert(*db, 7);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::kDamagedData);
  }
  EXPECT_EQ(bytes_of(file), before);
}

TEST(Database, APathThatCannotBeOpenedIsRefused) {
  const testing::TempDir folder;
  std::ofstream(folder.file("file")) << "text";
  EXPECT_FALSE(Database::open({.file = folder.file("file") / "state.db"}));
  EXPECT_FALSE(Database::open({.file = folder.path()}));
}

}  // namespace
}  // namespace flows::store
