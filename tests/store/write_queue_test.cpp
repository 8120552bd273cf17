#include "store/write_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "store/numbers.h"
#include "support/temp_dir.h"

namespace flows::store {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Holds the writer thread until told, so that a test decides what shares a commit.
class HeldWriter {
 public:
  explicit HeldWriter(Database& db)
      : thread_([this, &db] {
          const auto held = db.write([this](WriteTxn&) -> Result<void> {
            started_.count_down();
            release_.wait();
            return {};
          });
          CHECK(held, "the holding write succeeds");
        }) {
    started_.wait();
  }
  ~HeldWriter() {
    release();
    thread_.join();
  }
  void release() {
    if (!std::exchange(released_, true)) release_.count_down();
  }

 private:
  std::latch started_{1};
  std::latch release_{1};
  bool released_ = false;
  std::thread thread_;
};

TEST(WriteQueue, OneFailingWriteDoesNotUndoTheOthersOfItsCommit) {
  const testing::TempDir folder;
  auto db = open_file(folder.file("state.db"));
  ASSERT_TRUE(make_table(*db));
  std::vector<std::thread> threads;
  {
    HeldWriter held(*db);
    for (int value = 0; value < 30; ++value) {
      threads.emplace_back([&, value] {
        const auto write = [&] {
          return db->write([&](WriteTxn& txn) -> Result<void> {
            txn.change("INSERT INTO number (value) VALUES (?)", value).run();
            if (value % 3 == 1) return Error{ErrorCode::kValidation, "no"};
            if (value % 3 == 2) throw std::runtime_error("thrown inside");
            return {};
          });
        };
        if (value % 3 == 2) {
          EXPECT_THROW(static_cast<void>(write()), std::runtime_error);
        } else {
          EXPECT_EQ(write().has_value(), value % 3 == 0);
        }
      });
    }
  }
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(numbers(*db), ElementsAre(0, 3, 6, 9, 12, 15, 18, 21, 24, 27));
}

// The writer is held while `waiting + refused` callers come: since the queue holds `waiting`, all
// of them wait once the others were refused.
struct Crowd {
  int served = 0;
  std::uint64_t commits = 0;
};

Crowd crowd(int waiting, int refused) {
  Connection connection("", Connection::Mode::kInMemory);
  std::mutex mutex;
  WriteQueue queue(connection, mutex, static_cast<std::size_t>(waiting));
  std::latch started(1);
  std::latch release(1);
  std::latch refusals(refused);
  std::atomic<int> served = 0;
  std::vector<std::thread> threads;
  threads.emplace_back([&] {
    const auto held = queue.run([&](WriteTxn&) {
      started.count_down();
      release.wait();
      return true;
    });
    CHECK(held, "the holding write succeeds");
  });
  started.wait();
  for (int at = 0; at < waiting + refused; ++at) {
    threads.emplace_back([&] {
      const auto result = queue.run([](WriteTxn&) { return true; });
      if (result) {
        ++served;
      } else {
        CHECK(result.error().code == ErrorCode::kThrottling, "a full queue throttles");
        refusals.count_down();
      }
    });
  }
  refusals.wait();
  release.count_down();
  for (auto& thread : threads) thread.join();
  return {.served = served, .commits = queue.commits()};
}

TEST(WriteQueue, WhatWaitsTogetherIsOneCommit) {
  const auto result = crowd(20, 1);
  EXPECT_EQ(result.served, 20);
  EXPECT_EQ(result.commits, 2U);  // that of the held write, and that of all who waited
}

TEST(WriteQueue, MoreWritesThanItHoldsAreThrottled) { EXPECT_EQ(crowd(3, 5).served, 3); }

TEST(WriteQueue, ManyThreadsLoseNothing) {
  const testing::TempDir folder;
  auto db = open_file(folder.file("state.db"));
  ASSERT_TRUE(make_table(*db));
  constexpr int kThreads = 32;
  constexpr int kEach = 20;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int at = 0; at < kEach; ++at) EXPECT_TRUE(insert(*db, thread * kEach + at));
    });
  }
  for (auto& thread : threads) thread.join();
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
