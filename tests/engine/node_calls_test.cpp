#include "engine/node_calls.h"

#include <gtest/gtest.h>

#include <atomic>
#include <new>
#include <stdexcept>

#include "support/wait.h"

namespace flows::engine {
namespace {

using Outcome = base::Result<nodes::NodeOutcome>;

Outcome produced() { return nodes::NodeOutcome{nodes::Produced{}}; }

class NodeCallsTest : public ::testing::Test {
 protected:
  base::WorkerPool pool_{"test", 4, 0};
};

template <class Exception>
void expect_thrown(base::WorkerPool* pool, const Exception& exception) {
  NodeCalls calls(pool, 4, {});
  calls.start(0, [&](const std::stop_token&) -> Outcome { throw exception; });
  EXPECT_THROW(calls.wait_for_ended(), Exception);
  EXPECT_TRUE(calls.empty());
}

TEST_F(NodeCallsTest, WhateverACallThrowsIsThrownWhereTheRunWaits) {
  for (base::WorkerPool* pool : {&pool_, static_cast<base::WorkerPool*>(nullptr)}) {
    expect_thrown(pool, std::runtime_error("a fault of the test"));
    expect_thrown(pool, std::bad_alloc());
    expect_thrown(pool, 5);
  }
}

TEST_F(NodeCallsTest, ACallThatThrowsLeavesTheOthersToEnd) {
  std::atomic<bool> stopped = false;
  {
    NodeCalls calls(&pool_, 4, {});
    calls.start(0, [&](const std::stop_token& stop) {
      testing::wait_for_stop(stop);
      stopped = true;
      return produced();
    });
    calls.start(1, [](const std::stop_token&) -> Outcome { throw 5; });
    EXPECT_THROW(calls.wait_for_ended(), int);
    EXPECT_FALSE(calls.empty());
  }
  EXPECT_TRUE(stopped);
}

// Its run is over, so that only the log can say it.
TEST_F(NodeCallsTest, ACallMayThrowWhenNobodyWaitsForItAnyMore) {
  std::atomic<bool> throws = false;
  {
    NodeCalls calls(&pool_, 4, {});
    calls.start(0, [&](const std::stop_token& stop) -> Outcome {
      testing::wait_for_stop(stop);
      throws = true;
      throw std::runtime_error("too late");
    });
  }
  EXPECT_TRUE(throws);
}

TEST_F(NodeCallsTest, OutcomesComeByThePositionOfTheirNodes) {
  NodeCalls calls(nullptr, 3, {});
  for (const std::size_t node : {7U, 3U, 5U}) {
    calls.start(node, [](const std::stop_token&) { return produced(); });
  }
  EXPECT_TRUE(calls.full());
  std::vector<std::size_t> nodes;
  for (const NodeCalls::Ended& ended : calls.wait_for_ended()) nodes.push_back(ended.node);
  EXPECT_EQ(nodes, (std::vector<std::size_t>{3, 5, 7}));
}

}  // namespace
}  // namespace flows::engine
