#include "model/event_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>

#include "base/limits.h"

namespace flows::model {
namespace {

using base::Json;
using ::testing::HasSubstr;

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
    history.back().fields = {field()};
  }
  return history;
}

TEST(EventJson, AHistoryComesBackAsItWas) {
  const History history = everything();
  const std::string text = to_json_text(history);
  EXPECT_EQ(read_history(text).value(), history);
  EXPECT_EQ(to_json_text(read_history(text).value()), text);
  EXPECT_EQ(read_history("[]").value(), History());
  for (const FlowEvent& one : history) EXPECT_EQ(read_event(to_json_text(one)).value(), one);
}

TEST(EventJson, ADocumentAsDeepAsCanComeInIsKept) {
  Json deep = 1;
  for (std::size_t level = 0; level < base::limits::kJsonDepthMax; ++level) {
    deep = Json::array({std::move(deep)});
  }
  FlowEvent output = event(FlowEventKind::kNodeOutput);
  output.fields = {{.name = "deep", .content = deep, .type = IoType::kArray}};
  EXPECT_EQ(read_event(to_json_text(output)).value(), output);
}

TEST(EventJson, AFailureThatNoRunHasIsNotWritten) {
  FlowEvent failure = event(FlowEventKind::kNodeFailure);
  failure.failure = base::Error{base::ErrorCode::kRequestTooLarge, "no run fails with that"};
  EXPECT_THROW(to_json_text(failure), base::BugError);
}

// What reading says of a text that is not what was written.
std::string fault(std::string_view text) {
  const auto read = read_history(text);
  return read ? std::string("none") : read.error().message;
}

TEST(EventJson, AnotherTextIsAnErrorWithItsPlace) {
  EXPECT_THAT(fault("["), HasSubstr("is not valid JSON at byte 2"));
  EXPECT_EQ(fault("{}"), "a history must be a list.");
  EXPECT_EQ(fault("[7]"), "event 1: 'kind' is missing or has another type.");
  EXPECT_EQ(fault(R"([{"kind":"unknown","time":1}])"), "event 1: 'kind' is no kind of an event.");
  EXPECT_EQ(
      fault(R"([{"kind":"nodeDependency","time":1,"node":"A"},{"kind":"nodeAction","time":1}])"),
      "event 2: 'action' is missing.");
  EXPECT_EQ(fault(R"([{"kind":"nodeInput","time":18446744073709551615,"node":"A"}])"),
            "event 1: 'time' is no whole number of 64 bits.");
  EXPECT_EQ(fault(R"([{"kind":"flowInput","time":1,"node":"A"}])"),
            "event 1: 'fields' must have one item.");
}

// Puts every other kind of value in the place of each part of `json`, and leaves the part out.
void change_each_part(Json& whole, Json& part, int& read, int& refused) {
  const auto look = [&] {
    // Any outcome but an exception will do; what is read can be written again.
    const auto event = read_event(base::to_text(whole));
    if (event) static_cast<void>(to_json_text(*event));
    ++(event ? read : refused);
  };
  for (const Json& odd : {Json(nullptr), Json(-1), Json(1e300), Json(true), Json("odd"),
                          Json::array(), Json::array({1}), Json::object()}) {
    const Json before = std::exchange(part, odd);
    look();
    part = before;
  }
  if (!part.is_structured()) return;
  for (auto item = part.begin(); item != part.end(); ++item) {
    change_each_part(whole, *item, read, refused);
  }
  if (!part.is_object()) return;
  const Json before = part;
  for (const auto& [name, value] : before.items()) {
    part.erase(name);
    look();
    part = before;
  }
}

TEST(EventJson, WhateverStandsInATextIsReadOrAnError) {
  int read = 0;
  int refused = 0;
  for (const FlowEvent& one : everything()) {
    const std::string text = to_json_text(one);
    Json json = *base::parse_json(text);
    change_each_part(json, json, read, refused);
    for (std::size_t end = 0; end < text.size(); ++end) {
      EXPECT_FALSE(read_event(std::string_view(text).substr(0, end)));
    }
  }
  EXPECT_GT(read, 50);
  EXPECT_GT(refused, 500);
}

}  // namespace
}  // namespace flows::model
