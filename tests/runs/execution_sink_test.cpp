#include "runs/execution_sink.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "store/execution_fixture.h"
#include "store/failing_vfs.h"
#include "support/temp_dir.h"

namespace flows::runs {
namespace {

using base::limits::kEventBytesPerCommitMax;
using base::limits::kEventsPerCommitMax;
using model::FlowEventKind;

class ExecutionSinkTest : public ::testing::Test, public store::ExecutionFixture {
 protected:
  static model::FlowEvent event(FlowEventKind kind, std::size_t content_bytes = 1) {
    model::FlowEvent event{.kind = kind, .node = "Node"};
    if (kind == FlowEventKind::kNodeFailure || kind == FlowEventKind::kFlowFailure) {
      event.failure = base::Error{base::ErrorCode::kValidation, "no"};
    } else {
      event.fields = {{.name = "it", .content = std::string(content_bytes, 'x')}};
    }
    return event;
  }

  void emit(FlowEventKind kind, std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) ASSERT_TRUE(sink().emit(event(kind)));
  }

  // How many events of the execution the database holds, besides the one it was started with.
  std::size_t committed() {
    std::size_t events = 0;
    const auto read = db->read([&](store::ReadTxn& txn) {
      return store::visit_events(txn, id_, [&](std::string_view) { return ++events > 0; });
    });
    EXPECT_TRUE(read);
    return events - 1;
  }

  std::string status() { return find_named("one")->status; }

  ExecutionSink& sink() {
    if (!sink_) {
      id_ = begin(named("one")).value();
      sink_.emplace(*db, id_, 2);
    }
    return *sink_;
  }

  std::int64_t id_ = 0;
  std::optional<ExecutionSink> sink_;
};

TEST_F(ExecutionSinkTest, FlushCommitsAllThatWasEmitted) {
  emit(FlowEventKind::kNodeInput, 3);
  EXPECT_EQ(committed(), 0U);
  EXPECT_TRUE(sink().flush());
  EXPECT_EQ(committed(), 3U);
  EXPECT_TRUE(sink().flush());
  EXPECT_EQ(committed(), 3U);
  emit(FlowEventKind::kNodeOutput, 1);
  EXPECT_TRUE(sink().flush());
  EXPECT_EQ(committed(), 4U);
  EXPECT_EQ(status(), "Running");
}

TEST_F(ExecutionSinkTest, SoManyEventsAreCommittedBeforeTheNextNodeAndNotEarlier) {
  emit(FlowEventKind::kNodeInput, kEventsPerCommitMax);
  EXPECT_EQ(committed(), 0U);
  // The events of one node stay together.
  emit(FlowEventKind::kNodeOutput, 1);
  emit(FlowEventKind::kNodeAction, 1);
  EXPECT_EQ(committed(), 0U);
  emit(FlowEventKind::kNodeInput, 1);
  EXPECT_EQ(committed(), kEventsPerCommitMax + 2);
}

TEST_F(ExecutionSinkTest, SoManyBytesAreCommittedBeforeTheNextNode) {
  ASSERT_TRUE(sink().emit(event(FlowEventKind::kNodeOutput, kEventBytesPerCommitMax / 2)));
  emit(FlowEventKind::kNodeInput, 1);
  EXPECT_EQ(committed(), 0U);
  ASSERT_TRUE(sink().emit(event(FlowEventKind::kNodeOutput, kEventBytesPerCommitMax / 2)));
  EXPECT_EQ(committed(), 0U);
  emit(FlowEventKind::kNodeInput, 1);
  EXPECT_EQ(committed(), 3U);
}

TEST_F(ExecutionSinkTest, AFailureIsCommittedOnlyWithTheEndThatItBrings) {
  emit(FlowEventKind::kNodeInput, kEventsPerCommitMax);
  emit(FlowEventKind::kNodeFailure, 1);
  emit(FlowEventKind::kFlowFailure, 1);
  EXPECT_EQ(committed(), 0U);
  EXPECT_EQ(status(), "Running");
  clock.advance(std::chrono::seconds(5));
  ASSERT_TRUE(sink().end(model::kExecutionFailed, R"([{"error":"no"}])", clock.now()));
  EXPECT_EQ(committed(), kEventsPerCommitMax + 2);
  const model::FlowExecution ended = find_named("one").value();
  EXPECT_EQ(ended.status, "Failed");
  EXPECT_EQ(ended.errors_json, R"([{"error":"no"}])");
  EXPECT_EQ(ended.ended_at, clock.now());
}

TEST_F(ExecutionSinkTest, NobodyWantsTheRestOfAnExecutionThatHasEndedElsewhere) {
  emit(FlowEventKind::kNodeInput, kEventsPerCommitMax);
  end(id_, model::kExecutionAborted);
  EXPECT_FALSE(sink().emit(event(FlowEventKind::kNodeInput)));
  emit(FlowEventKind::kNodeOutput, 1);
  EXPECT_FALSE(sink().flush());
  EXPECT_FALSE(sink().failure()) << "the database has not failed";
  EXPECT_TRUE(sink().end(model::kExecutionSucceeded, std::nullopt, clock.now()));
  EXPECT_EQ(committed(), 0U);
  EXPECT_EQ(status(), "Aborted");
}

TEST_F(ExecutionSinkTest, ADatabaseThatFailsEndsTheRunAndIsTheReason) {
  db.reset();
  store::FailingVfs disk;
  const testing::TempDir folder;
  db = store::Database::open({.file = folder.file("state.db")}).value();
  ASSERT_TRUE(create("FLOW000001", "one"));
  emit(FlowEventKind::kNodeInput, 1);
  disk.fail(store::DiskFault::kFull, 1, store::Lasting::kFromThenOn);
  EXPECT_FALSE(sink().flush());
  ASSERT_TRUE(sink().failure());
  EXPECT_EQ(sink().failure()->code, base::ErrorCode::kInternalServer);
  emit(FlowEventKind::kNodeOutput, 1);
  EXPECT_FALSE(sink().end(model::kExecutionSucceeded, std::nullopt, clock.now()));
  disk.heal();
  EXPECT_EQ(committed(), 0U);
  EXPECT_EQ(status(), "Running");
  db.reset();
}

}  // namespace
}  // namespace flows::runs
