#include "runs/run_manager.h"

#include <gtest/gtest.h>

#include <new>
#include <stdexcept>

#include "base/limits.h"
#include "support/collecting_sink.h"
#include "support/echo_model.h"
#include "support/fake_clock.h"
#include "support/sequential_ids.h"

namespace flows::runs {
namespace {

constexpr const char* kManagedDefinition = R"({"nodes":[
  {"name":"In1","type":"Input","outputs":[{"name":"document","type":"String"}]},
  {"name":"Out1","type":"Output","inputs":[{"name":"document",
     "type":"String","expression":"$.data"}]}],
 "connections":[{"name":"C1","type":"Data","source":"In1","target":"Out1",
   "configuration":{"data":{"sourceOutput":"document","targetInput":"document"}}}]})";

constexpr const char* kAskingDefinition = R"({"nodes":[
  {"name":"In1","type":"Input","outputs":[{"name":"document","type":"String"}]},
  {"name":"Ask","type":"Prompt","configuration":{"prompt":{"sourceConfiguration":{"inline":{
     "templateType":"TEXT","modelId":"m","templateConfiguration":{"text":{"text":"{{it}}"}}}}}},
   "inputs":[{"name":"it","type":"String","expression":"$.data"}],
   "outputs":[{"name":"modelCompletion","type":"String"}]},
  {"name":"Out1","type":"Output","inputs":[{"name":"document",
     "type":"String","expression":"$.data"}]}],
 "connections":[{"name":"C1","type":"Data","source":"In1","target":"Ask",
   "configuration":{"data":{"sourceOutput":"document","targetInput":"it"}}},
  {"name":"C2","type":"Data","source":"Ask","target":"Out1",
   "configuration":{"data":{"sourceOutput":"modelCompletion","targetInput":"document"}}}]})";

// A sink that throws at every event or, if `takes_failures` is set, at every event that is no
// failure.
class ThrowingSink final : public engine::EventSink {
 public:
  bool emit(const model::FlowEvent& event) override {
    CHECK(takes_failures && event.kind == model::FlowEventKind::kFlowFailure, "a bug of the sink");
    events.push_back(event);
    return true;
  }
  bool flush() override { return true; }

  bool takes_failures = true;
  model::History events = {};
};

class Observer final : public engine::RunObserver {
 public:
  void on_event(const model::FlowEvent& event) override { events.push_back(event); }
  model::History events = {};
};

// A model that throws.
template <class Exception>
class ThrowingModel final : public nodes::ModelClient {
 public:
  explicit ThrowingModel(Exception exception) : exception_(std::move(exception)) {}
  base::Result<nodes::ModelResponse> converse(const nodes::ModelCall& /*call*/) override {
    throw exception_;
  }

 private:
  const Exception exception_;
};

class RunManagerTest : public ::testing::Test {
 protected:
  static FlowKey key(std::int64_t revision) {
    return {.caller = {.account = "123456789012", .region = "us-east-1"},
            .flow_id = "FLOW000001",
            .version = "DRAFT",
            .revision = revision};
  }

  // An exception of a client is the failure of the run that called it, on any thread.
  template <class Exception>
  void expect_failure_of_the_run(const Exception& exception, std::size_t calls_at_once) {
    ThrowingModel model(exception);
    RunManager runs({.flow_timeout = std::chrono::hours(1)}, testing::clients_of(model, services_),
                    clock_, ids_);
    const auto flow = runs.compile(key(1), kAskingDefinition);
    testing::CollectingSink sink;
    Observer observer;
    const engine::RunEnding ending =
        runs.run(**flow, {.document = "hi", .calls_at_once = calls_at_once}, sink, {&observer});
    EXPECT_EQ(ending.status, engine::RunStatus::kFailed);
    EXPECT_EQ(ending.failure->code, base::ErrorCode::kInternalServer);
    EXPECT_EQ(sink.events.back().kind, model::FlowEventKind::kFlowFailure);
    EXPECT_EQ(sink.events.back().failure, ending.failure);
    EXPECT_EQ(observer.events, sink.events);
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
  const auto first = runs_.compile(key(1), kManagedDefinition);
  const auto again = runs_.compile(key(1), kManagedDefinition);
  const auto changed = runs_.compile(key(2), kManagedDefinition);
  ASSERT_TRUE(first && again && changed);
  EXPECT_EQ(*first, *again);
  EXPECT_NE(*first, *changed);
}

// The situation after another state of the server was loaded.
TEST_F(RunManagerTest, CompilesAnewWhereARevisionMeansAnotherText) {
  const std::string other = std::string(kManagedDefinition) + " ";
  const auto first = runs_.compile(key(1), kManagedDefinition);
  const auto second = runs_.compile(key(1), other);
  ASSERT_TRUE(first && second);
  EXPECT_NE(*first, *second);
  EXPECT_EQ(*second, *runs_.compile(key(1), other));
}

TEST_F(RunManagerTest, ForgetsTheFlowThatWasUsedLongestAgo) {
  const auto first = runs_.compile(key(0), kManagedDefinition);
  for (std::size_t i = 1; i <= base::limits::kCompiledFlowsMax; ++i) {
    ASSERT_TRUE(runs_.compile(key(static_cast<std::int64_t>(i)), kManagedDefinition));
  }
  const auto compiled_anew = runs_.compile(key(0), kManagedDefinition);
  EXPECT_NE(*first, *compiled_anew);
}

TEST_F(RunManagerTest, ABugEndsTheRunAsAFailureOfTheServer) {
  const auto flow = runs_.compile(key(1), kManagedDefinition);
  ThrowingSink sink;
  const engine::RunEnding ending = runs_.run(**flow, {.document = "hi"}, sink);
  EXPECT_EQ(ending.status, engine::RunStatus::kFailed);
  ASSERT_EQ(sink.events.size(), 1U);
  EXPECT_EQ(sink.events[0].kind, model::FlowEventKind::kFlowFailure);
  EXPECT_EQ(sink.events[0].failure->code, base::ErrorCode::kInternalServer);
}

TEST_F(RunManagerTest, WhateverAClientThrowsIsTheFailureOfItsRun) {
  for (const std::size_t calls_at_once : {1U, 4U}) {
    expect_failure_of_the_run(std::runtime_error("a fault of the test"), calls_at_once);
    expect_failure_of_the_run(std::bad_alloc(), calls_at_once);
    expect_failure_of_the_run(5, calls_at_once);
  }
}

TEST_F(RunManagerTest, ASinkThatCannotTakeTheFailureEitherEndsNothingElse) {
  const auto flow = runs_.compile(key(1), kManagedDefinition);
  ThrowingSink sink;
  sink.takes_failures = false;
  Observer observer;
  const engine::RunEnding ending = runs_.run(**flow, {.document = "hi"}, sink, {&observer});
  EXPECT_EQ(ending.status, engine::RunStatus::kFailed);
  EXPECT_EQ(ending.failure->code, base::ErrorCode::kInternalServer);
  EXPECT_TRUE(observer.events.empty());
}

TEST_F(RunManagerTest, RunsAFlow) {
  const auto flow = runs_.compile(key(1), kManagedDefinition);
  testing::CollectingSink sink;
  EXPECT_EQ(runs_.run(**flow, {.document = "hi"}, sink).status, engine::RunStatus::kSucceeded);
  EXPECT_EQ(sink.events.back().fields.front().content, "hi");
}

}  // namespace
}  // namespace flows::runs
