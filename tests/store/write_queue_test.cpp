#include "store/write_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "store/numbers.h"
#include "support/temp_dir.h"
#include "support/wait.h"

namespace flows::store {
namespace {

using base::ErrorCode;
using base::Result;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Lets `callers` threads each run its job in one batch of `waiting_max`: the writer is held until
// the others were refused, so that all who were not refused wait. Those who were come again.
struct Crowd {
  int refused = 0;
  std::uint64_t commits = 0;
};

using Job = std::function<bool(WriteTxn& txn, int caller)>;

bool is_throttled(const Result<void>& result) {
  return !result && result.error().code == ErrorCode::kThrottling;
}

Crowd run_together(Connection& connection, int callers, int waiting_max, const Job& job) {
  WriteQueue queue(connection, static_cast<std::size_t>(waiting_max));
  testing::Signal started;
  testing::Signal release;
  testing::Signal refusals(callers - waiting_max);
  std::vector<testing::TestThread> threads;
  threads.emplace_back("holds the writer", [&] {
    const auto held = queue.run([&](WriteTxn&) {
      started.raise();
      release.wait("the others to wait or to be refused");
      return true;
    });
    CHECK(held, "the holding write succeeds");
  });
  started.wait("the write that holds the writer");
  std::atomic<int> refused = 0;
  for (int caller = 0; caller < callers; ++caller) {
    threads.emplace_back("writes", [&, caller] {
      const auto run = [&] { return queue.run([&](WriteTxn& txn) { return job(txn, caller); }); };
      try {
        if (!is_throttled(run())) return;
        ++refused;
        refusals.raise();
        release.wait("the writer to be free");
        testing::wait_until([&] { return !is_throttled(run()); }, "a place in the queue");
      } catch (const std::runtime_error&) {
        // What some jobs throw; it has reached its caller, and only that one.
      }
    });
  }
  refusals.wait("the writes that find no place");
  release.raise();
  threads.clear();
  return {.refused = refused, .commits = queue.commits()};
}

TEST(WriteQueue, WhatWaitsTogetherIsOneCommit) {
  Connection connection("", Connection::Mode::kInMemory);
  const auto crowd = run_together(connection, 21, 20, [](WriteTxn&, int) { return true; });
  // That of the held write, that of the twenty who waited, that of the one who came again.
  EXPECT_EQ(crowd.commits, 3U);
}

TEST(WriteQueue, MoreWritesThanItHoldsAreThrottled) {
  Connection connection("", Connection::Mode::kInMemory);
  const auto crowd = run_together(connection, 8, 3, [](WriteTxn&, int) { return true; });
  EXPECT_EQ(crowd.refused, 5);
}

// Jobs that run together although nobody waits for them.
class TogetherAsync {
 public:
  TogetherAsync() {
    connection_.run_script("CREATE TABLE number (value INTEGER NOT NULL) STRICT");
    queue_.emplace(connection_, 100);
    queue_->run_async(
        [this](WriteTxn&) {
          begun_.raise();
          release_.wait("the jobs of the test");
          return true;
        },
        [](const Result<void>&) {});
    begun_.wait("the job that holds the writer");  // what comes now is one batch
  }

  void add(const std::string& name, WriteQueue::Job job) {
    queue_->run_async(std::move(job), [this, name](const Result<void>& outcome) {
      outcomes_.push_back(name + (outcome ? "" : ": " + outcome.error().message));
    });
  }

  // What each was told, in order.
  std::vector<std::string> run() {
    release_.raise();
    queue_.reset();
    return outcomes_;
  }

  Connection& connection() { return connection_; }

 private:
  Connection connection_{"", Connection::Mode::kInMemory};
  testing::Signal begun_;
  testing::Signal release_;
  std::vector<std::string> outcomes_;
  std::optional<WriteQueue> queue_;
};

WriteQueue::Job insert(int value, bool succeeds = true) {
  return [value, succeeds](WriteTxn& txn) {
    txn.change("INSERT INTO number (value) VALUES (?)", value).run();
    return succeeds;
  };
}

TEST(WriteQueue, WhoDoesNotWaitIsToldOnceItIsCommittedOrRefused) {
  TogetherAsync jobs;
  jobs.add("kept", insert(1));
  jobs.add("refused", [](WriteTxn&) { return false; });
  jobs.add("thrown", [](WriteTxn&) -> bool { throw std::runtime_error("a secret"); });
  jobs.add("kept too", insert(2));
  EXPECT_THAT(jobs.run(),
              ElementsAre("kept", "refused", "thrown: The server encountered an internal error.",
                          "kept too"));
  ReadTxn txn(jobs.connection());
  EXPECT_THAT(read_numbers(txn), ElementsAre(1, 2));
}

constexpr auto kHalf =
    "half: The server could not write its database: a write was given up half-way.";

TEST(WriteQueue, AJobWithoutASavepointThatFailsHalfWayFailsAlone) {
  TogetherAsync jobs;
  jobs.add("before", insert(1));
  jobs.add("refused", [](WriteTxn&) { return false; });
  jobs.add("half", insert(2, false));
  jobs.add("after", insert(3));
  EXPECT_THAT(jobs.run(), ElementsAre("before", "refused", kHalf, "after"));
  ReadTxn txn(jobs.connection());
  EXPECT_THAT(read_numbers(txn), ElementsAre(1, 3));
}

TEST(WriteQueue, ManyJobsOfABatchMayFailHalfWay) {
  TogetherAsync jobs;
  jobs.add("before", insert(1));
  jobs.add("half", insert(2, false));
  jobs.add("thrown", [](WriteTxn& txn) -> bool {
    insert(3)(txn);
    throw 4;  // no std::exception
  });
  jobs.add("half", insert(5, false));
  jobs.add("after", insert(6));
  // The second one has a savepoint when it fails, so it is refused as one that asked first is.
  EXPECT_THAT(jobs.run(),
              ElementsAre("before", kHalf, "thrown: The server encountered an internal error.",
                          "half", "after"));
  ReadTxn txn(jobs.connection());
  EXPECT_THAT(read_numbers(txn), ElementsAre(1, 6));
}

TEST(WriteQueue, AJobThatSQLiteRefusesHalfWayFailsAlone) {
  TogetherAsync jobs;
  jobs.add("before", insert(1));
  jobs.add("half", [](WriteTxn& txn) {
    insert(2)(txn);
    txn.change("INSERT INTO number (value) VALUES (?)", std::nullopt).run();
    return true;
  });
  jobs.add("after", insert(3));
  const auto outcomes = jobs.run();
  ASSERT_EQ(outcomes.size(), 3U);
  EXPECT_EQ(outcomes[0], "before");
  EXPECT_THAT(outcomes[1], HasSubstr("NOT NULL constraint failed"));
  EXPECT_EQ(outcomes[2], "after");
  ReadTxn txn(jobs.connection());
  EXPECT_THAT(read_numbers(txn), ElementsAre(1, 3));
}

TEST(WriteQueue, WhatACallbackThrowsEndsNothing) {
  Connection connection("", Connection::Mode::kInMemory);
  WriteQueue queue(connection, 100);
  queue.run_async([](WriteTxn&) { return true; },
                  [](const Result<void>&) { throw std::runtime_error("thrown by a callback"); });
  queue.run_async([](WriteTxn&) { return true; }, [](const Result<void>&) { throw 1; });
  EXPECT_TRUE(queue.run([](WriteTxn&) { return true; }));
}

TEST(WriteQueue, WhatAJobThrowsThatIsNoExceptionReachesItsCallerOnly) {
  Connection connection("", Connection::Mode::kInMemory);
  WriteQueue queue(connection, 100);
  EXPECT_THROW(static_cast<void>(queue.run([](WriteTxn&) -> bool { throw 7; })), int);
  EXPECT_THROW(static_cast<void>(queue.run_alone([](Connection&) { throw 8; })), int);
  EXPECT_TRUE(queue.run([](WriteTxn&) { return true; }));
}

TEST(WriteQueue, TooManyThatDoNotWaitAreToldAtOnce) {
  Connection connection("", Connection::Mode::kInMemory);
  WriteQueue queue(connection, 0);
  bool throttled = false;
  queue.run_async([](WriteTxn&) { return true; },
                  [&](const Result<void>& outcome) { throttled = is_throttled(outcome); });
  EXPECT_TRUE(throttled);
}

TEST(WriteQueue, OneFailingWriteDoesNotUndoTheOthersOfItsCommit) {
  Connection connection("", Connection::Mode::kInMemory);
  connection.run_script("CREATE TABLE number (value INTEGER NOT NULL) STRICT");
  const auto crowd = run_together(connection, 31, 30, [](WriteTxn& txn, int caller) {
    txn.change("INSERT INTO number (value) VALUES (?)", caller).run();
    if (caller % 3 == 2) throw std::runtime_error("thrown inside");
    return caller % 3 == 0;
  });
  EXPECT_EQ(crowd.commits, 3U);
  ReadTxn txn(connection);
  EXPECT_THAT(read_numbers(txn), ElementsAre(0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30));
}

TEST(WriteQueue, ManyThreadsLoseNothing) {
  const testing::TempDir folder;
  auto db = open_file(folder.file("state.db"));
  ASSERT_TRUE(make_table(*db));
  constexpr int kThreads = 32;
  constexpr int kEach = 20;
  std::vector<testing::TestThread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back("inserts", [&, thread] {
      for (int at = 0; at < kEach; ++at) EXPECT_TRUE(insert(*db, thread * kEach + at));
    });
  }
  threads.clear();
  EXPECT_EQ(numbers(*db).size(), std::size_t{kThreads * kEach});
}

TEST(WriteQueue, AFullDiskIsAnErrorAndTheServerGoesOn) {
  const testing::TempDir folder;
  auto db = open_file(folder.file("state.db"));
  ASSERT_TRUE(make_table(*db));
  ASSERT_TRUE(insert(*db, 1));
  const auto filled = db->write([](WriteTxn& txn) -> Result<void> {
    txn.change("PRAGMA max_page_count = 30").step();
    for (int at = 0; at < 100'000; ++at) {
      txn.change("INSERT INTO number (value) VALUES (?)", at).run();
    }
    return {};
  });
  ASSERT_FALSE(filled);
  EXPECT_EQ(filled.error().code, ErrorCode::kInternalServer);
  EXPECT_THAT(filled.error().message, HasSubstr("full"));
  EXPECT_THAT(numbers(*db), ElementsAre(1));
  EXPECT_TRUE(insert(*db, 2));
  EXPECT_THAT(numbers(*db), ElementsAre(1, 2));
}

}  // namespace
}  // namespace flows::store
