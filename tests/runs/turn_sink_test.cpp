#include "runs/turn_sink.h"

#include <gtest/gtest.h>

#include "support/collecting_sink.h"

namespace flows::runs {
namespace {

model::FlowEvent event(std::string node) {
  return {.kind = model::FlowEventKind::kNodeOutput, .node = std::move(node)};
}

TEST(TurnSink, PassesEveryFlushOn) {
  testing::CollectingSink behind;
  TurnSink sink(behind);
  EXPECT_TRUE(sink.flush());
  EXPECT_TRUE(sink.flush());
  EXPECT_EQ(behind.flushes, 2);
}

TEST(TurnSink, GoesOnWithTheHistoryOfTheTurnsBefore) {
  testing::CollectingSink behind;
  TurnSink sink(behind, {event("before")});
  EXPECT_TRUE(sink.emit(event("now")));
  EXPECT_EQ(sink.history(), (model::History{event("before"), event("now")}));
  EXPECT_EQ(behind.events, model::History{event("now")});
}

TEST(TurnSink, WhatTheSinkBehindItRefusesHasNotHappened) {
  class Refusing final : public engine::EventSink {
   public:
    bool emit(const model::FlowEvent& /*event*/) override { return false; }
    bool flush() override { return false; }
  } behind;
  TurnSink sink(behind);
  EXPECT_FALSE(sink.emit(event("now")));
  EXPECT_FALSE(sink.flush());
  EXPECT_TRUE(sink.history().empty());
}

}  // namespace
}  // namespace flows::runs
