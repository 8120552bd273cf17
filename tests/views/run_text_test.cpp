#include "views/run_text.h"

#include <gtest/gtest.h>

#include "views/flow_execution_text.h"

namespace flows::views {
namespace {

using model::FlowEvent;
using model::FlowEventKind;

base::TimePoint at(int milliseconds) {
  return base::TimePoint(std::chrono::milliseconds(milliseconds));
}

model::RunRecord run() {
  return {.caller = {.account = "123456789012", .region = "us-east-1"},
          .flow_id = "FLOW000001",
          .alias_id = "TSTALIASID",
          .version = "DRAFT",
          .execution_id = "run-1",
          .started_at = at(1000),
          .status = "Running"};
}

constexpr const char* kBegin =
    R"({"id":"run-1","operation":"InvokeFlow","account":"123456789012","region":"us-east-1",)"
    R"("flow":"FLOW000001","alias":"TSTALIASID","version":"DRAFT",)";

TEST(RunText, OfARunThatHasDoneNothingYetHasNoEnd) {
  EXPECT_EQ(run_text(run()), std::string(kBegin) + R"("status":"Running",)" +
                                 R"("startedAt":"1970-01-01T00:00:01.000000000Z","nodes":[]})");
}

TEST(RunText, TellsEachVisitOfANodeAndWhyTheRunFailed) {
  model::RunRecord failed = run();
  failed.status = "Failed";
  failed.ended_at = at(2500);
  failed.cut_short = true;
  const base::Error error{base::ErrorCode::kThrottling, "too much"};
  failed.events = {
      {.kind = FlowEventKind::kNodeInput,
       .time = at(2000),
       .node = "Ask",
       .scope = {{.node = "Each", .type = model::ControlType::kIterator, .index = 2}},
       .fields = {{.name = "q", .content = "why"}}},
      {.kind = FlowEventKind::kNodeFailure,
       .time = at(2250),
       .node = "Ask",
       .scope = {{.node = "Each", .type = model::ControlType::kIterator, .index = 2}},
       .failure = error},
      {.kind = FlowEventKind::kFlowFailure, .time = at(2500), .node = "Ask", .failure = error}};
  const std::string error_json = R"({"code":"ThrottlingException","message":"too much"})";
  EXPECT_EQ(run_text(failed),
            std::string(kBegin) +
                R"("status":"Failed","startedAt":"1970-01-01T00:00:01.000000000Z",)"
                R"("endedAt":"1970-01-01T00:00:02.500000000Z","durationMs":1500.000,"error":)" +
                error_json +
                R"(,"nodes":[{"node":"Ask","iterations":[{"node":"Each","index":2}],)"
                R"("startedAt":"1970-01-01T00:00:02.000000000Z",)"
                R"("endedAt":"1970-01-01T00:00:02.250000000Z",)"
                R"("durationMs":250.000,"inputs":[{"name":"q","content":"why"}],"outputs":[],)"
                R"("error":)" +
                error_json + R"(}],"cutShort":true})");
}

TEST(FlowExecutionText, LeavesOutWhatARunningExecutionHasNot) {
  const base::Caller caller{.account = "123456789012", .region = "us-east-1"};
  model::FlowExecution execution{
      .name = {.flow_id = "FLOW000001", .alias_id = "ALIAS00001", .name = "one"},
      .version = "1",
      .status = "Running",
      .started_at = at(1000)};
  const std::string rest =
      R"("executionArn":"arn:aws:bedrock:us-east-1:123456789012:flow/FLOW000001/alias/ALIAS00001)"
      R"(/execution/one","flowAliasIdentifier":"ALIAS00001","flowIdentifier":"FLOW000001",)"
      R"("flowVersion":"1","startedAt":"1970-01-01T00:00:01.000000000Z","status":)";
  EXPECT_EQ(flow_execution_text(caller, execution), "{" + rest + R"("Running"})");
  execution.status = "TimedOut";
  execution.ended_at = at(2000);
  execution.errors_json = R"([{"error":"ExecutionTimedOut"}])";
  EXPECT_EQ(
      flow_execution_text(caller, execution),
      R"({"endedAt":"1970-01-01T00:00:02.000000000Z","errors":[{"error":"ExecutionTimedOut"}],)" +
          rest + R"("TimedOut"})");
}

}  // namespace
}  // namespace flows::views
