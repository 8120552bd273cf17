#include "runs/run_journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flows::runs {
namespace {

using engine::RunStatus;
using model::FlowEvent;
using model::FlowEventKind;
using model::RunRecord;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Nowhere final : public engine::EventSink {
 public:
  bool emit(const FlowEvent& /*event*/) override { return wanted; }
  bool wanted = true;
};

class RunJournalTest : public ::testing::Test {
 protected:
  static RunRecord run(std::string id, std::string flow = "FLOW000001") {
    return {.caller = {.account = "123456789012", .region = "us-east-1"},
            .flow_id = std::move(flow),
            .alias_id = "TSTALIASID",
            .version = "DRAFT",
            .execution_id = std::move(id),
            .started_at = base::TimePoint(std::chrono::seconds(1))};
  }

  static FlowEvent event(base::Json content = "x") {
    return {.kind = FlowEventKind::kNodeOutput,
            .time = base::TimePoint(std::chrono::seconds(2)),
            .node = "Node",
            .fields = {{.name = "it", .content = std::move(content)}}};
  }

  void run_whole(const std::string& id, base::Json content = "x",
                 const engine::RunEnding& ending = {}) {
    auto recording = journal_.begin(run(id), nowhere_);
    recording.emit(event(std::move(content)));
    recording.end(ending, base::TimePoint(std::chrono::seconds(3)));
  }

  std::vector<std::string> ids(const RunFilter& filter = {}) {
    std::vector<std::string> found;
    for (const RunRecord& record : journal_.find(filter)) found.push_back(record.execution_id);
    return found;
  }

  Nowhere nowhere_;
  RunJournal journal_;
};

TEST_F(RunJournalTest, TellsWhatHappenedAndHowItEnded) {
  {
    auto recording = journal_.begin(run("a"), nowhere_);
    EXPECT_TRUE(recording.emit(event()));
    const RunRecord running = journal_.find({}).at(0);
    EXPECT_EQ(running.status, "Running");
    EXPECT_EQ(running.ended_at, std::nullopt);
    EXPECT_THAT(running.events, ElementsAre(event()));
    nowhere_.wanted = false;
    EXPECT_FALSE(recording.emit(event()));
    recording.end({}, base::TimePoint(std::chrono::seconds(3)));
  }
  const RunRecord ended = journal_.find({}).at(0);
  EXPECT_EQ(ended.status, "Succeeded");
  EXPECT_EQ(ended.ended_at, base::TimePoint(std::chrono::seconds(3)));
  EXPECT_EQ(ended.events.size(), 2U);
  EXPECT_FALSE(ended.cut_short);
}

TEST_F(RunJournalTest, TellsEveryWayToEnd) {
  run_whole("failed", "x", {.status = RunStatus::kFailed});
  run_whole("late", "x", {.status = RunStatus::kFailed, .timed_out = true});
  run_whole("late node", "x", {.status = RunStatus::kFailed, .timed_out = true, .node = "Ask"});
  run_whole("left", "x", {.status = RunStatus::kStopped});
  run_whole("asks", "x", {.status = RunStatus::kInputRequired});
  { auto recording = journal_.begin(run("lost"), nowhere_); }
  std::vector<std::string> statuses;
  for (const RunRecord& record : journal_.find({})) statuses.push_back(record.status);
  EXPECT_THAT(statuses,
              ElementsAre("Aborted", "InputRequired", "Aborted", "Failed", "TimedOut", "Failed"));
}

TEST_F(RunJournalTest, AnAnswerGoesOnWithItsRecord) {
  run_whole("a", "x", {.status = RunStatus::kInputRequired});
  run_whole("b");
  RunRecord answer = run("a");
  answer.events = journal_.find({.execution_id = "a"}).at(0).events;
  auto recording = journal_.begin(std::move(answer), nowhere_);
  recording.emit(event("more"));
  EXPECT_THAT(ids(), ElementsAre("a", "b"));
  EXPECT_EQ(journal_.find({.execution_id = "a"}).at(0).events.size(), 2U);
  // The ID used for a new run is another record.
  run_whole("b");
  EXPECT_THAT(ids(), ElementsAre("b", "a", "b"));
}

TEST_F(RunJournalTest, NarrowsToWhatIsAskedFor) {
  run_whole("a");
  { journal_.begin(run("b", "FLOW000002"), nowhere_); }
  run_whole("c");
  EXPECT_THAT(ids({.flow_id = "FLOW000001"}), ElementsAre("c", "a"));
  EXPECT_THAT(ids({.execution_id = "a"}), ElementsAre("a"));
  EXPECT_THAT(ids({.status = "Aborted"}), ElementsAre("b"));
  EXPECT_THAT(ids({.limit = 2}), ElementsAre("c", "b"));
  journal_.clear();
  EXPECT_THAT(ids(), IsEmpty());
}

TEST_F(RunJournalTest, KeepsSoManyAndThoseUnderWayTheLongest) {
  auto running = journal_.begin(run("running"), nowhere_);
  for (std::size_t at = 0; at < base::limits::kRunRecordsMax; ++at) run_whole(std::to_string(at));
  const auto found = ids();
  EXPECT_EQ(found.size(), base::limits::kRunRecordsMax);
  EXPECT_EQ(found.back(), "running");
  EXPECT_EQ(found[found.size() - 2], "1");
  EXPECT_TRUE(running.emit(event()));
}

TEST_F(RunJournalTest, KeepsSoMuch) {
  const std::string megabyte(1024 * 1024, 'x');
  const std::size_t megabytes = base::limits::kRunJournalBytesMax / megabyte.size();
  for (std::size_t at = 0; at < megabytes + 5; ++at) run_whole(std::to_string(at), megabyte);
  EXPECT_LT(ids().size(), megabytes);
  EXPECT_EQ(ids().front(), std::to_string(megabytes + 4));
  // Of one run only so much, whatever room there is.
  auto recording = journal_.begin(run("long"), nowhere_);
  for (std::size_t at = 0; at < base::limits::kRunRecordBytesMax / megabyte.size() + 1; ++at) {
    EXPECT_TRUE(recording.emit(event(megabyte)));
  }
  const RunRecord record = journal_.find({.execution_id = "long"}).at(0);
  EXPECT_TRUE(record.cut_short);
  EXPECT_LT(record.events.size(), base::limits::kRunRecordBytesMax / megabyte.size() + 1);
}

}  // namespace
}  // namespace flows::runs
