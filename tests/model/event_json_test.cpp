#include "model/event_json.h"

#include <gtest/gtest.h>

#include <chrono>

#include "base/limits.h"

namespace flows::model {
namespace {

using base::Json;

FlowEvent event(FlowEventKind kind) {
  return {.kind = kind,
          .time = base::TimePoint(std::chrono::nanoseconds(1'785'542'400'000'000'001)),
          .node = "Node",
          .scope = {{.node = "Each", .type = ControlType::kIterator, .index = 2},
                    {.node = "Again", .type = ControlType::kLoop, .index = 0}}};
}

EventField field() {
  return {.name = "text",
          .content = {{"number", 1.0}, {"list", {nullptr, "é"}}},
          .type = IoType::kObject,
          .source = FieldSource{.node = "From", .output = "out", .expression = "$.data.x"},
          .category = "ExitLoop",
          .next = {{.node = "To", .input = "in"}, {.node = "Too", .input = "in"}}};
}

History everything() {
  FlowEvent input = event(FlowEventKind::kNodeInput);
  input.fields = {field(), {.name = "bare", .content = nullptr, .type = IoType::kString}};
  FlowEvent condition = event(FlowEventKind::kConditionResult);
  condition.satisfied_conditions = {"default"};
  FlowEvent pass = event(FlowEventKind::kPassEnded);
  pass.again = true;
  FlowEvent action = event(FlowEventKind::kNodeAction);
  action.action = NodeAction{.request_id = "id",
                             .service_name = "bedrock",
                             .operation_name = "Converse",
                             .request = {{"a", 1}},
                             .response = "b"};
  FlowEvent dependency = event(FlowEventKind::kNodeDependency);
  dependency.agent_traces = {
      {.agent_id = "A", .agent_alias_id = "B", .session_id = "C", .trace = {{"t", true}}}};
  FlowEvent failure = event(FlowEventKind::kNodeFailure);
  failure.failure = base::Error{base::ErrorCode::kBadGateway, "gone", {}, "Lambda"};
  FlowEvent end{.kind = FlowEventKind::kFlowFailure,
                .failure = base::Error{base::ErrorCode::kThrottling, "slow"}};
  History history = {input, condition, pass, action, dependency, failure, end};
  for (const FlowEventKind kind :
       {FlowEventKind::kFlowInput, FlowEventKind::kFlowOutput, FlowEventKind::kNodeOutput,
        FlowEventKind::kNodeSpread, FlowEventKind::kInputRequired, FlowEventKind::kInputGiven}) {
    history.push_back(event(kind));
  }
  return history;
}

TEST(EventJson, AHistoryComesBackAsItWas) {
  const History history = everything();
  const std::string text = to_json_text(history);
  EXPECT_EQ(read_history(text), history);
  EXPECT_EQ(to_json_text(read_history(text)), text);
  EXPECT_EQ(read_history("[]"), History());
  for (const FlowEvent& one : history) EXPECT_EQ(read_event(to_json_text(one)), one);
}

TEST(EventJson, ADocumentAsDeepAsCanComeInIsKept) {
  Json deep = 1;
  for (std::size_t level = 0; level < base::limits::kJsonDepthMax; ++level) {
    deep = Json::array({std::move(deep)});
  }
  FlowEvent output = event(FlowEventKind::kNodeOutput);
  output.fields = {{.name = "deep", .content = deep, .type = IoType::kArray}};
  EXPECT_EQ(read_event(to_json_text(output)), output);
}

TEST(EventJson, WhatItDidNotWriteIsABug) {
  EXPECT_THROW(read_history("["), base::BugError);
  EXPECT_THROW(read_history(R"([{"kind":"unknown","time":1}])"), base::BugError);
  FlowEvent failure = event(FlowEventKind::kNodeFailure);
  failure.failure = base::Error{base::ErrorCode::kRequestTooLarge, "no run fails with that"};
  EXPECT_THROW(to_json_text(failure), base::BugError);
}

}  // namespace
}  // namespace flows::model
