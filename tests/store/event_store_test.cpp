#include "store/event_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/execution_fixture.h"

namespace flows::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EventStore : public ::testing::Test, public ExecutionFixture {
 protected:
  // The numbers of a page.
  std::vector<std::int64_t> page(std::int64_t after, int limit) {
    return db
        ->read([&](ReadTxn& txn) -> base::Result<std::vector<std::int64_t>> {
          std::vector<std::int64_t> numbers;
          for (const StoredEvent& event :
               list_events(txn, id_, kNodeEvents, after, limit).value()) {
            EXPECT_EQ(event.event_json, std::to_string(event.seq));
            numbers.push_back(event.seq);
          }
          return numbers;
        })
        .value();
  }

  // Events of nodes in one commit, each with its number as text.
  void add_numbers(std::int64_t first, std::int64_t last) {
    std::vector<StoredEvent> events;
    for (std::int64_t seq = first; seq <= last; ++seq) {
      events.push_back({.seq = seq, .list = kNodeEvents, .event_json = std::to_string(seq)});
    }
    ASSERT_TRUE(add(id_, events));
  }

  const std::int64_t id_ = begin(named("a")).value();
};

TEST_F(EventStore, PagesGoAcrossCommits) {
  add_numbers(2, 4);
  add_numbers(5, 5);
  add_numbers(6, 9);
  EXPECT_THAT(page(0, 3), ElementsAre(2, 3, 4));
  EXPECT_THAT(page(4, 3), ElementsAre(5, 6, 7));
  EXPECT_THAT(page(3, 2), ElementsAre(4, 5));
  EXPECT_THAT(page(7, 100), ElementsAre(8, 9));
  EXPECT_THAT(page(9, 100), IsEmpty());
}

TEST_F(EventStore, AnExecutionSeesItsOwn) {
  add_numbers(2, 3);
  const std::int64_t other = begin(named("b")).value();
  ASSERT_TRUE(add(other, {{.seq = 2, .list = kNodeEvents, .event_json = "other"}}));
  EXPECT_THAT(page(0, 100), ElementsAre(2, 3));
  EXPECT_THAT(events(other, kNodeEvents), ElementsAre("other"));
  EXPECT_TRUE(db->write([&](WriteTxn& txn) -> base::Result<bool> {
                  return remove_events(txn, id_);
                }).value());
  EXPECT_THAT(page(0, 100), IsEmpty());
  EXPECT_THAT(events(other, kNodeEvents), ElementsAre("other"));
}

TEST_F(EventStore, DamagedRowsAreAnErrorAndTheRestIsRead) {
  const auto replace_second = [&](std::string_view text) {
    EXPECT_TRUE(db->write([&](WriteTxn& txn) -> base::Result<void> {
      txn.apply("UPDATE event_batch SET events = ? WHERE id = ? << 24 | 2", text, id_);
      return {};
    }));
  };
  // What can be read, and what is wrong.
  const auto read = [&] {
    std::vector<std::string> found;
    const auto whole = db->read([&](ReadTxn& txn) {
      return visit_events(txn, id_, [&](std::string_view event_json) {
        found.emplace_back(event_json);
        return true;
      });
    });
    found.push_back(whole ? "whole"
                          : whole.error().message.substr(whole.error().message.find(": ")));
    return found;
  };
  add_numbers(2, 3);
  add_numbers(4, 4);
  EXPECT_THAT(read(), ElementsAre(kInput, "2", "3", "4", "whole"));
  replace_second("");
  EXPECT_THAT(read(), ElementsAre(kInput, "4", ": some are missing."));
  replace_second("N2");
  EXPECT_THAT(read(), ElementsAre(kInput, "4", ": some are missing."));
  replace_second("N2\nN");
  EXPECT_THAT(read(), ElementsAre(kInput, "2", "4", ": some are missing."));
  replace_second("N2\nx3\n");
  EXPECT_THAT(read(), ElementsAre(kInput, "2", "4", ": some are missing."));
  replace_second("\n\n");
  EXPECT_FALSE(db->read([&](ReadTxn& txn) { return list_events(txn, id_, kNodeEvents, 0, 9); }));
}

TEST_F(EventStore, TheLastEventComesAfterWhateverIsThere) {
  const auto append_last = [&](std::string_view damage) {
    EXPECT_TRUE(db->write([&](WriteTxn& txn) -> base::Result<void> {
      txn.apply("UPDATE event_batch SET events = ? WHERE id >> 24 = ?", damage, id_);
      append_last_event(txn, id_, {.list = kFlowEvents, .event_json = "last"});
      return {};
    }));
  };
  append_last("");
  append_last("F1\nF2\nF");
  append_last("F1\n");
  std::vector<std::string> found;
  static_cast<void>(db->read([&](ReadTxn& txn) {
    return visit_events(txn, id_, [&](std::string_view event_json) {
      found.emplace_back(event_json);
      return true;
    });
  }));
  EXPECT_EQ(found.back(), "last");
}

TEST_F(EventStore, AnExecutionBeyondAllNumbersHasNoEvents) {
  constexpr std::int64_t kBeyond = kExecutionNumberMax + 1;
  EXPECT_FALSE(
      db->read([&](ReadTxn& txn) { return list_events(txn, kBeyond, kNodeEvents, 0, 9); }));
  EXPECT_FALSE(add(kBeyond, {}));
  EXPECT_FALSE(db->write([&](WriteTxn& txn) -> base::Result<bool> {
                   return remove_events(txn, kBeyond);
                 }).value());
}

TEST_F(EventStore, AddingNothingIsNothing) {
  EXPECT_TRUE(add(id_, {}));
  EXPECT_THAT(events(id_, kFlowEvents), ElementsAre(kInput));
}

}  // namespace
}  // namespace flows::store
