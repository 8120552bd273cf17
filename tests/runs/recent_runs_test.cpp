#include "runs/recent_runs.h"

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

class RecentRunsTest : public ::testing::Test {
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
    auto recording = recent_runs_.begin(run(id));
    recording.on_event(event(std::move(content)));
    recording.end(ending, base::TimePoint(std::chrono::seconds(3)));
  }

  std::vector<std::string> ids(const RunFilter& filter = {}) {
    std::vector<std::string> found;
    for (const RunRecord& record : recent_runs_.find(filter)) found.push_back(record.execution_id);
    return found;
  }

  RecentRuns recent_runs_;
};

TEST_F(RecentRunsTest, TellsWhatHappenedAndHowItEnded) {
  {
    auto recording = recent_runs_.begin(run("a"));
    recording.on_event(event());
    const RunRecord running = recent_runs_.find({}).at(0);
    EXPECT_EQ(running.status, "Running");
    EXPECT_EQ(running.ended_at, std::nullopt);
    EXPECT_THAT(running.events, ElementsAre(event()));
    recording.on_event(event());
    recording.end({}, base::TimePoint(std::chrono::seconds(3)));
  }
  const RunRecord ended = recent_runs_.find({}).at(0);
  EXPECT_EQ(ended.status, "Succeeded");
  EXPECT_EQ(ended.ended_at, base::TimePoint(std::chrono::seconds(3)));
  EXPECT_EQ(ended.events.size(), 2U);
  EXPECT_FALSE(ended.cut_short);
}

TEST_F(RecentRunsTest, TellsEveryWayToEnd) {
  run_whole("failed", "x", {.status = RunStatus::kFailed});
  run_whole("late", "x", {.status = RunStatus::kFailed, .timed_out = true});
  run_whole("late node", "x", {.status = RunStatus::kFailed, .timed_out = true, .node = "Ask"});
  run_whole("left", "x", {.status = RunStatus::kStopped});
  run_whole("asks", "x", {.status = RunStatus::kInputRequired});
  { auto recording = recent_runs_.begin(run("lost")); }
  std::vector<std::string> statuses;
  for (const RunRecord& record : recent_runs_.find({})) statuses.push_back(record.status);
  EXPECT_THAT(statuses,
              ElementsAre("Aborted", "InputRequired", "Aborted", "Failed", "TimedOut", "Failed"));
}

TEST_F(RecentRunsTest, AnAnswerGoesOnWithItsRecord) {
  run_whole("a", "x", {.status = RunStatus::kInputRequired});
  run_whole("b");
  RunRecord answer = run("a");
  answer.events = recent_runs_.find({.execution_id = "a"}).at(0).events;
  auto recording = recent_runs_.begin(std::move(answer));
  recording.on_event(event("more"));
  EXPECT_THAT(ids(), ElementsAre("a", "b"));
  EXPECT_EQ(recent_runs_.find({.execution_id = "a"}).at(0).events.size(), 2U);
  // A new run with the same ID has another record.
  run_whole("b");
  EXPECT_THAT(ids(), ElementsAre("b", "a", "b"));
}

TEST_F(RecentRunsTest, NarrowsToWhatIsAskedFor) {
  run_whole("a");
  { recent_runs_.begin(run("b", "FLOW000002")); }
  run_whole("c");
  EXPECT_THAT(ids({.flow_id = "FLOW000001"}), ElementsAre("c", "a"));
  EXPECT_THAT(ids({.execution_id = "a"}), ElementsAre("a"));
  EXPECT_THAT(ids({.status = "Aborted"}), ElementsAre("b"));
  EXPECT_THAT(ids({.limit = 2}), ElementsAre("c", "b"));
  recent_runs_.clear();
  EXPECT_THAT(ids(), IsEmpty());
}

TEST_F(RecentRunsTest, RetainsSoManyAndThoseUnderWayTheLongest) {
  auto running = recent_runs_.begin(run("running"));
  for (std::size_t at = 0; at < base::limits::kRecentRunsMax; ++at) run_whole(std::to_string(at));
  const auto found = ids();
  EXPECT_EQ(found.size(), base::limits::kRecentRunsMax);
  EXPECT_EQ(found.back(), "running");
  EXPECT_EQ(found[found.size() - 2], "1");
  running.on_event(event());
  EXPECT_EQ(recent_runs_.find({.execution_id = "running"}).at(0).events.size(), 1U);
}

TEST_F(RecentRunsTest, RetainsSoManyBytes) {
  const std::string megabyte(1024 * 1024, 'x');
  const std::size_t megabytes = base::limits::kRecentRunsBytesMax / megabyte.size();
  for (std::size_t at = 0; at < megabytes + 5; ++at) run_whole(std::to_string(at), megabyte);
  EXPECT_LT(ids().size(), megabytes);
  EXPECT_EQ(ids().front(), std::to_string(megabytes + 4));
  // A single run is limited, however much room there is.
  auto recording = recent_runs_.begin(run("long"));
  for (std::size_t at = 0; at < base::limits::kRecentRunBytesMax / megabyte.size() + 1; ++at) {
    recording.on_event(event(megabyte));
  }
  const RunRecord record = recent_runs_.find({.execution_id = "long"}).at(0);
  EXPECT_TRUE(record.cut_short);
  EXPECT_LT(record.events.size(), base::limits::kRecentRunBytesMax / megabyte.size() + 1);
}

}  // namespace
}  // namespace flows::runs
