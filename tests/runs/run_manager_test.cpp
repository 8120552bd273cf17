#include "runs/run_manager.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "support/echo_model.h"
#include "support/fake_clock.h"
#include "support/sequential_ids.h"

namespace flows::runs {
namespace {

constexpr const char* kDefinition = R"({"nodes":[
  {"name":"In1","type":"Input","outputs":[{"name":"document","type":"String"}]},
  {"name":"Out1","type":"Output","inputs":[{"name":"document",
     "type":"String","expression":"$.data"}]}],
 "connections":[{"name":"C1","type":"Data","source":"In1","target":"Out1",
   "configuration":{"data":{"sourceOutput":"document","targetInput":"document"}}}]})";

class Sink final : public engine::EventSink {
 public:
  bool emit(const model::FlowEvent& event) override {
    if (throws) CHECK(event.kind == model::FlowEventKind::kFlowFailure, "a bug of the sink");
    events.push_back(event);
    return true;
  }
  bool flush() override { return true; }

  bool throws = false;
  model::History events = {};
};

class RunManagerTest : public ::testing::Test {
 protected:
  static FlowKey key(std::int64_t revision) {
    return {.caller = {.account = "123456789012", .region = "us-east-1"},
            .flow_id = "FLOW000001",
            .version = "DRAFT",
            .revision = revision};
  }

  testing::FakeClock clock_;
  testing::SequentialIds ids_;
  testing::EchoModel model_;
  testing::EchoServices services_;
  RunManager runs_{{.flow_timeout = std::chrono::hours(1)},
                   testing::clients_of(model_, services_),
                   clock_,
                   ids_};
};

TEST_F(RunManagerTest, CompilesAFlowOnceForEachRevision) {
  const auto first = runs_.compile(key(1), kDefinition);
  const auto again = runs_.compile(key(1), kDefinition);
  const auto changed = runs_.compile(key(2), kDefinition);
  ASSERT_TRUE(first && again && changed);
  EXPECT_EQ(*first, *again);
  EXPECT_NE(*first, *changed);
}

// As after another state of the server was loaded.
TEST_F(RunManagerTest, CompilesAnewWhereARevisionMeansAnotherText) {
  const std::string other = std::string(kDefinition) + " ";
  const auto first = runs_.compile(key(1), kDefinition);
  const auto second = runs_.compile(key(1), other);
  ASSERT_TRUE(first && second);
  EXPECT_NE(*first, *second);
  EXPECT_EQ(*second, *runs_.compile(key(1), other));
}

TEST_F(RunManagerTest, ForgetsTheFlowThatWasUsedLongestAgo) {
  const auto first = runs_.compile(key(0), kDefinition);
  for (std::size_t i = 1; i <= base::limits::kCompiledFlowsMax; ++i) {
    ASSERT_TRUE(runs_.compile(key(static_cast<std::int64_t>(i)), kDefinition));
  }
  const auto compiled_anew = runs_.compile(key(0), kDefinition);
  EXPECT_NE(*first, *compiled_anew);
}

TEST_F(RunManagerTest, ABugEndsTheRunAsAFailureOfTheServer) {
  const auto flow = runs_.compile(key(1), kDefinition);
  Sink sink;
  sink.throws = true;
  const engine::RunEnding ending = runs_.run(**flow, {.document = "hi"}, sink);
  EXPECT_EQ(ending.status, engine::RunStatus::kFailed);
  ASSERT_EQ(sink.events.size(), 1U);
  EXPECT_EQ(sink.events[0].kind, model::FlowEventKind::kFlowFailure);
  EXPECT_EQ(sink.events[0].failure->code, base::ErrorCode::kInternalServer);
}

TEST_F(RunManagerTest, RunsAFlow) {
  const auto flow = runs_.compile(key(1), kDefinition);
  Sink sink;
  EXPECT_EQ(runs_.run(**flow, {.document = "hi"}, sink).status, engine::RunStatus::kSucceeded);
  EXPECT_EQ(sink.events.back().fields.front().content, "hi");
}

}  // namespace
}  // namespace flows::runs
