#include "model/node_visit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flows::model {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

base::TimePoint at(int second) { return base::TimePoint(std::chrono::seconds(second)); }

FlowEvent visit_event(FlowEventKind kind, int second, std::string node, Scope scope = {},
                      base::Json content = nullptr) {
  FlowEvent made{
      .kind = kind, .time = at(second), .node = std::move(node), .scope = std::move(scope)};
  if (!content.is_null()) made.fields = {{.name = "it", .content = std::move(content)}};
  return made;
}

std::vector<std::string> nodes(const std::vector<NodeVisit>& visits) {
  std::vector<std::string> names;
  for (const NodeVisit& visit : visits) names.push_back(visit.node);
  return names;
}

TEST(NodeVisits, TellWhatANodeTookAndGave) {
  FlowEvent action = visit_event(FlowEventKind::kNodeAction, 4, "Ask");
  action.action.emplace().operation_name = "Converse";
  const auto visits =
      node_visits({visit_event(FlowEventKind::kFlowInput, 1, "Start", {}, "in"),
                   visit_event(FlowEventKind::kNodeOutput, 1, "Start", {}, "in"),
                   visit_event(FlowEventKind::kNodeInput, 2, "Ask", {}, "in"),
                   visit_event(FlowEventKind::kNodeOutput, 4, "Ask", {}, "out"), action,
                   visit_event(FlowEventKind::kNodeInput, 5, "End", {}, "out"),
                   visit_event(FlowEventKind::kFlowOutput, 5, "End", {}, "out")});
  ASSERT_THAT(nodes(visits), ElementsAre("Start", "Ask", "End"));
  const NodeVisit& ask = visits[1];
  EXPECT_EQ(ask.started_at, at(2));
  EXPECT_EQ(ask.ended_at, at(4));
  ASSERT_EQ(ask.inputs.size(), 1U);
  EXPECT_EQ(ask.inputs[0].content, "in");
  ASSERT_EQ(ask.outputs.size(), 1U);
  EXPECT_EQ(ask.outputs[0].content, "out");
  ASSERT_EQ(ask.actions.size(), 1U);
  EXPECT_EQ(ask.actions[0].operation_name, "Converse");
}

TEST(NodeVisits, AreOnePerIteration) {
  const auto item = [](std::size_t index) {
    return Scope{{.node = "Each", .type = ControlType::kIterator, .index = index}};
  };
  const auto visits =
      node_visits({visit_event(FlowEventKind::kNodeInput, 1, "Each", {}, {1, 2}),
                   visit_event(FlowEventKind::kNodeSpread, 1, "Each"),
                   visit_event(FlowEventKind::kNodeOutput, 1, "Each", item(0), 1),
                   visit_event(FlowEventKind::kNodeInput, 2, "Ask", item(0), 1),
                   visit_event(FlowEventKind::kNodeOutput, 3, "Ask", item(0), "a"),
                   visit_event(FlowEventKind::kNodeOutput, 3, "Each", item(1), 2),
                   visit_event(FlowEventKind::kNodeInput, 4, "Ask", item(1), 2),
                   visit_event(FlowEventKind::kNodeOutput, 5, "Ask", item(1), "b")});
  ASSERT_THAT(nodes(visits), ElementsAre("Each", "Ask", "Ask"));
  EXPECT_EQ(visits[0].outputs.size(), 2U);
  EXPECT_EQ(visits[1].scope, item(0));
  EXPECT_EQ(visits[1].outputs[0].content, "a");
  EXPECT_EQ(visits[2].scope, item(1));
  EXPECT_EQ(visits[2].started_at, at(4));
  EXPECT_EQ(visits[2].outputs[0].content, "b");
}

TEST(NodeVisits, TellOfConditionsAndFailures) {
  FlowEvent result = visit_event(FlowEventKind::kConditionResult, 2, "If");
  result.satisfied_conditions = {"yes"};
  FlowEvent failure = visit_event(FlowEventKind::kNodeFailure, 4, "Ask");
  failure.failure = base::Error{base::ErrorCode::kThrottling, "slow down"};
  const auto visits = node_visits({visit_event(FlowEventKind::kNodeInput, 1, "If"), result,
                                   visit_event(FlowEventKind::kNodeInput, 3, "Ask"), failure,
                                   visit_event(FlowEventKind::kNodeInput, 5, "Late")});
  ASSERT_THAT(nodes(visits), ElementsAre("If", "Ask", "Late"));
  EXPECT_THAT(visits[0].satisfied_conditions, ElementsAre("yes"));
  EXPECT_EQ(visits[0].ended_at, at(2));
  ASSERT_TRUE(visits[1].failure);
  EXPECT_EQ(visits[1].failure->message, "slow down");
  EXPECT_EQ(visits[2].ended_at, std::nullopt);
  EXPECT_THAT(node_visits({}), IsEmpty());
}

}  // namespace
}  // namespace flows::model
