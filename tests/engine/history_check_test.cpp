#include "engine/history_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "support/golden_flow.h"

namespace flows::engine {
namespace {

using model::FlowEvent;
using model::History;
using ::testing::HasSubstr;

// What happened in each run of a golden flow, without the failures that end some.
std::vector<History> histories_of(const testing::GoldenFlow& golden) {
  std::vector<History> histories;
  for (std::size_t input = 0; input < golden.file.at("inputs").size(); ++input) {
    History history;
    for (const testing::Turn& turn : testing::play(golden, input)) {
      for (const FlowEvent& event : turn.events) {
        if (!event.failure) history.push_back(event);
      }
    }
    // What enters of another type than the Input node declares is refused before it is recorded.
    if (check_history(*golden.flow, {history.front()})) histories.push_back(std::move(history));
  }
  return histories;
}

TEST(HistoryCheck, AcceptsEachRunUpToEachEvent) {
  std::size_t checked = 0;
  for (const auto& file : testing::golden_flow_files()) {
    SCOPED_TRACE(file);
    const testing::GoldenFlow golden = testing::read_golden_flow(file);
    for (const History& history : histories_of(golden)) {
      // All of the short ones, and some of the long ones: each is looked at from its beginning.
      const std::size_t step = 1 + history.size() / 40;
      for (std::size_t size = history.size(); size > 0; size -= std::min(size, step)) {
        const History prefix(history.begin(), history.begin() + static_cast<std::ptrdiff_t>(size));
        const auto outcome = check_history(*golden.flow, prefix);
        ASSERT_TRUE(outcome) << outcome.error().message;
        ++checked;
      }
    }
  }
  EXPECT_GT(checked, 500U);
}

// What may be changed in an event that is there.
const std::vector<std::function<void(FlowEvent&)>>& changes() {
  static const std::vector<std::function<void(FlowEvent&)>> kChanges{
      [](FlowEvent& event) { event.node = "Nowhere"; },
      [](FlowEvent& event) { event.scope.push_back({.node = event.node}); },
      [](FlowEvent& event) { event.kind = model::FlowEventKind::kNodeOutput; },
      [](FlowEvent& event) { event.kind = model::FlowEventKind::kNodeInput; },
      [](FlowEvent& event) { event.kind = model::FlowEventKind::kPassEnded; },
      [](FlowEvent& event) { event.fields.clear(); },
      [](FlowEvent& event) {
        for (auto& field : event.fields) field.name = "odd";
      },
      [](FlowEvent& event) {
        for (auto& field : event.fields) field.content = nullptr;
      },
      [](FlowEvent& event) {
        if (!event.scope.empty()) event.scope.back().index = 1'000'000;
      }};
  return kChanges;
}

// As reading does it: see model/event_reading.cpp.
bool is_readable(const FlowEvent& event) {
  using Kind = model::FlowEventKind;
  const bool has_one = event.kind == Kind::kFlowInput || event.kind == Kind::kFlowOutput ||
                       event.kind == Kind::kNodeSpread || event.kind == Kind::kInputRequired ||
                       event.kind == Kind::kInputGiven;
  return !has_one || event.fields.size() == 1;
}

TEST(HistoryCheck, WhateverWasChangedIsRefusedOrCanBeGoneOnWith) {
  std::size_t refused = 0;
  std::size_t accepted = 0;
  const auto look = [&](const CompiledFlow& flow, const History& history) {
    if (const auto outcome = check_history(flow, history)) {
      RunState state(flow);
      for (const FlowEvent& event : history) state.apply(event);
      static_cast<void>(state.next());
    }
    ++(check_history(flow, history) ? accepted : refused);
  };
  for (const auto& file : testing::golden_flow_files()) {
    SCOPED_TRACE(file);
    const testing::GoldenFlow golden = testing::read_golden_flow(file);
    for (const History& history : histories_of(golden)) {
      for (std::size_t at = 0; at < std::min<std::size_t>(history.size(), 12); ++at) {
        History without = history;
        without.erase(without.begin() + static_cast<std::ptrdiff_t>(at));
        look(*golden.flow, without);
        History twice = history;
        twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(at), history[at]);
        look(*golden.flow, twice);
        for (const auto& change : changes()) {
          History changed = history;
          change(changed[at]);
          if (is_readable(changed[at])) look(*golden.flow, changed);
        }
      }
    }
  }
  EXPECT_GT(refused, 2'000U);
  EXPECT_GT(accepted, 100U);
}

TEST(HistoryCheck, SaysWhichEventIsWrongAndWhy) {
  const testing::GoldenFlow golden =
      testing::read_golden_flow(FLOWS_SOURCE_DIR "/tests/golden/flows/conversation.json");
  const auto turns = testing::play(golden, 0);
  History history = turns[0].events;
  const auto waits = check_history(*golden.flow, history);
  ASSERT_TRUE(waits);
  ASSERT_TRUE(*waits);
  EXPECT_EQ(golden.flow->graph().node((*waits)->node).name, "Book");
  EXPECT_EQ(check_history(*golden.flow, {}).error().message, "the history is empty.");
  std::swap(history[1], history[2]);
  EXPECT_THAT(check_history(*golden.flow, history).error().message,
              HasSubstr("event 2: it cannot follow what happened before it."));
}

}  // namespace
}  // namespace flows::engine
