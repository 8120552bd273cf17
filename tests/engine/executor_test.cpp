#include "engine/executor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "base/limits.h"
#include "support/echo_model.h"
#include "support/fake_clock.h"
#include "support/sequential_ids.h"

namespace flows::engine {
namespace {

using base::Json;

class Sink final : public EventSink {
 public:
  explicit Sink(std::size_t events_max = 1'000'000) : events_max_(events_max) {}

  bool emit(const model::FlowEvent& event) override {
    events.push_back(event);
    return events.size() < events_max_;
  }

  bool flush() override {
    events_at_flush.push_back(events.size());
    return events.size() < events_max_;
  }

  [[nodiscard]] std::ptrdiff_t outputs() const {
    return std::ranges::count(events, model::FlowEventKind::kFlowOutput, &model::FlowEvent::kind);
  }

  model::History events = {};
  std::vector<std::size_t> events_at_flush = {};  // how many there were at each

 private:
  std::size_t events_max_;
};

// A model whose answers the test decides.
class RespondingModel final : public nodes::ModelClient {
 public:
  explicit RespondingModel(std::function<base::Result<nodes::ModelResponse>()> answer)
      : answer_(std::move(answer)) {}
  base::Result<nodes::ModelResponse> converse(const nodes::ModelCall& call) override {
    last_call = call;
    return answer_();
  }

  std::optional<nodes::ModelCall> last_call = {};

 private:
  std::function<base::Result<nodes::ModelResponse>()> answer_;
};

constexpr const char* kPromptFlow = R"({"nodes":[
  {"name":"In1","type":"Input","outputs":[{"name":"document","type":"String"}]},
  {"name":"Ask","type":"Prompt","configuration":{"prompt":{"sourceConfiguration":{"inline":{
     "templateType":"TEXT","modelId":"m","templateConfiguration":{"text":{"text":"{{q}}{{q}}"}}}}}},
   "inputs":[{"name":"qq","type":"String","expression":"$.data"},{"name":"q",
     "type":"String","expression":"$.data"}],
   "outputs":[{"name":"modelCompletion","type":"String"}]},
  {"name":"Out1","type":"Output","inputs":[{"name":"document",
     "type":"String","expression":"$.data"}]}],
 "connections":[
  {"name":"C1","type":"Data","source":"In1","target":"Ask","configuration":{"data":{
     "sourceOutput":"document","targetInput":"q"}}},
  {"name":"C2","type":"Data","source":"Ask","target":"Out1","configuration":{"data":{
     "sourceOutput":"modelCompletion","targetInput":"document"}}},
  {"name":"C3","type":"Data","source":"In1","target":"Ask","configuration":{"data":{
     "sourceOutput":"document","targetInput":"qq"}}}]})";

class ExecutorTest : public ::testing::Test {
 protected:
  RunEnding run_with(nodes::ModelClient& model, EventSink& sink, const Json& document = "hi",
                     std::stop_token stop = {}) {
    return run_flow(kPromptFlow, model, sink, document, std::move(stop));
  }

  RunEnding run_flow(const char* definition, nodes::ModelClient& model, EventSink& sink,
                     const Json& document, std::stop_token stop = {}) {
    return in_context(model, std::move(stop), [&](const RunContext& context) {
      return run(*compiled(definition), document, context, sink);
    });
  }

  RunEnding proceed_with(const char* definition, nodes::ModelClient& model, EventSink& sink,
                         const model::History& history) {
    return in_context(model, {}, [&](const RunContext& context) {
      return recover(*compiled(definition), history, context, sink);
    });
  }

  static std::shared_ptr<const CompiledFlow> compiled(const char* definition) {
    return *CompiledFlow::compile(model::read_definition(*base::parse_json(definition)));
  }

  RunEnding in_context(nodes::ModelClient& model, std::stop_token stop,
                       const std::function<RunEnding(const RunContext&)>& act) const {
    testing::EchoServices services;
    nodes::Clients clients = testing::clients_of(model, services);
    testing::SequentialIds ids;  // every run counts from the start, so that runs can be compared
    return act({.clients = clients,
                .clock = clock_,
                .ids = ids,
                .latency = "optimized",
                .deadline = clock_.now() + std::chrono::hours(1),
                .node_timeout = node_timeout_,
                .steps_max = steps_max_,
                .stop = std::move(stop),
                .observers = observers_});
  }

  testing::FakeClock clock_;
  std::optional<std::chrono::nanoseconds> node_timeout_;
  std::size_t steps_max_ = base::limits::kStepsPerRunMax;
  RunObservers* observers_ = nullptr;
};

// Sees the events of a run; throws something at the first one if the test says so.
template <class Thrown = int>
class Observer final : public RunObserver {
 public:
  explicit Observer(std::optional<Thrown> thrown = {}) : thrown_(std::move(thrown)) {}

  void on_event(const model::FlowEvent& event) override {
    events.push_back(event);
    if (thrown_) throw *thrown_;
  }

  model::History events = {};

 private:
  std::optional<Thrown> thrown_;
};

TEST_F(ExecutorTest, TheSinkIsFlushedOnceBeforeEachCallOfTheOutsideWorld) {
  Sink sink;
  RespondingModel model([&]() -> base::Result<nodes::ModelResponse> {
    EXPECT_EQ(sink.events_at_flush, std::vector{sink.events.size()});
    return nodes::ModelResponse{.text = "said"};
  });
  EXPECT_EQ(run_with(model, sink).status, RunStatus::kSucceeded);
  EXPECT_EQ(sink.events_at_flush.size(), 1U);
}

TEST_F(ExecutorTest, ObserversSeeWhatTheSinkHasTakenAndNothingElse) {
  testing::EchoModel model;
  Sink all;
  ASSERT_EQ(run_with(model, all).status, RunStatus::kSucceeded);
  for (std::size_t k = 1; k <= all.events.size() + 1; ++k) {
    Observer observer;
    RunObservers observers{&observer};
    observers_ = &observers;
    Sink sink(k);
    run_with(model, sink);
    EXPECT_EQ(observer.events.size(), k - 1);
    EXPECT_TRUE(std::equal(observer.events.begin(), observer.events.end(), all.events.begin()));
  }
}

TEST_F(ExecutorTest, AnObserverThatThrowsCostsNobodyAnything) {
  testing::EchoModel model;
  Observer<std::string> throwing("a fault of the test");
  Observer<std::runtime_error> failing(std::runtime_error("a fault of the test"));
  Observer observer;
  RunObservers observers{&throwing, &failing, &observer};
  observers_ = &observers;
  Sink sink;
  EXPECT_EQ(run_with(model, sink).status, RunStatus::kSucceeded);
  EXPECT_EQ(observer.events, sink.events);
  // They see nothing more of this run, so that the log says it once.
  EXPECT_EQ(throwing.events.size(), 1U);
  EXPECT_EQ(failing.events.size(), 1U);
}

TEST_F(ExecutorTest, AFailingNodeEndsTheRunWithItsOwnEventAndTheFlows) {
  const base::Error failure{
      base::ErrorCode::kDependencyFailed, "no such model", {}, "Amazon Bedrock"};
  RespondingModel model([&] { return base::Result<nodes::ModelResponse>(failure); });
  Sink sink;
  const RunEnding ending = run_with(model, sink);
  EXPECT_EQ(ending.status, RunStatus::kFailed);
  EXPECT_EQ(ending.failure, failure);
  ASSERT_GE(sink.events.size(), 2U);
  const model::FlowEvent& node_failure = sink.events[sink.events.size() - 2];
  EXPECT_EQ(node_failure.kind, model::FlowEventKind::kNodeFailure);
  EXPECT_EQ(node_failure.node, "Ask");
  EXPECT_EQ(sink.events.back().kind, model::FlowEventKind::kFlowFailure);
  EXPECT_EQ(sink.events.back().failure, failure);
}

TEST_F(ExecutorTest, AListenerThatLeavesEndsTheRunQuietlyAtEveryEvent) {
  testing::EchoModel undisturbed;
  Sink all;
  ASSERT_EQ(run_with(undisturbed, all).status, RunStatus::kSucceeded);
  for (std::size_t k = 1; k <= all.events.size(); ++k) {
    testing::EchoModel model;
    Sink sink(k);
    EXPECT_EQ(run_with(model, sink).status, RunStatus::kStopped) << k;
    const auto first_k = all.events.begin() + static_cast<std::ptrdiff_t>(k);
    EXPECT_TRUE(std::equal(sink.events.begin(), sink.events.end(), all.events.begin(), first_k))
        << "after event " << k;
  }
}

TEST_F(ExecutorTest, AStopTokenEndsTheRunWithoutAFailure) {
  std::stop_source stop;
  RespondingModel model([&] {
    stop.request_stop();
    return base::Result<nodes::ModelResponse>(
        base::Error{base::ErrorCode::kInternalServer, "stopped"});
  });
  Sink sink;
  EXPECT_EQ(run_with(model, sink, "hi", stop.get_token()).status, RunStatus::kStopped);
  EXPECT_EQ(sink.events.back().kind, model::FlowEventKind::kNodeInput);
}

TEST_F(ExecutorTest, ARunThatTakesTooLongFails) {
  RespondingModel model([&] {
    clock_.advance(std::chrono::hours(1));
    return base::Result<nodes::ModelResponse>(nodes::ModelResponse{.text = "late"});
  });
  Sink sink;
  const RunEnding ending = run_with(model, sink);
  ASSERT_EQ(ending.status, RunStatus::kFailed);
  EXPECT_EQ(ending.failure->code, base::ErrorCode::kValidation);
  EXPECT_EQ(ending.failure->message, "The flow did not finish within its time limit.");
}

TEST_F(ExecutorTest, ACallThatLastsAsLongAsTheRunMayIsTheRunsFailure) {
  RespondingModel model([&] {
    clock_.advance(std::chrono::hours(1));
    return base::Result<nodes::ModelResponse>(
        base::Error{base::ErrorCode::kDependencyFailed, "timed out", {}, "Amazon Bedrock"});
  });
  Sink sink;
  const RunEnding ending = run_with(model, sink);
  ASSERT_EQ(ending.status, RunStatus::kFailed);
  EXPECT_EQ(ending.failure->code, base::ErrorCode::kValidation);
  EXPECT_EQ(sink.events.back().kind, model::FlowEventKind::kFlowFailure);
}

TEST_F(ExecutorTest, ANodeHasATimeOfItsOwnWithinTheRuns) {
  testing::EchoModel model;
  Sink sink;
  node_timeout_ = std::chrono::minutes(5);
  run_with(model, sink);
  EXPECT_EQ(model.calls.back().deadline, clock_.now() + std::chrono::minutes(5));
  node_timeout_ = std::chrono::hours(2);
  run_with(model, sink);
  EXPECT_EQ(model.calls.back().deadline, clock_.now() + std::chrono::hours(1));
}

TEST_F(ExecutorTest, ANodeThatTakesTooLongFailsAsItsServiceSays) {
  node_timeout_ = std::chrono::minutes(5);
  const base::Error late{base::ErrorCode::kDependencyFailed, "timed out", {}, "Amazon Bedrock"};
  RespondingModel model([&] {
    clock_.advance(std::chrono::minutes(5));
    return base::Result<nodes::ModelResponse>(late);
  });
  Sink sink;
  EXPECT_EQ(run_with(model, sink).failure, late);
  EXPECT_EQ(sink.events[sink.events.size() - 2].kind, model::FlowEventKind::kNodeFailure);
}

TEST_F(ExecutorTest, AValueBeyondTheLimitOfADocumentFailsItsNode) {
  RespondingModel model([] {
    return base::Result<nodes::ModelResponse>(
        nodes::ModelResponse{.text = std::string(base::limits::kDocumentBytesMax, 'x')});
  });
  Sink sink;
  const RunEnding ending = run_with(model, sink);
  ASSERT_EQ(ending.status, RunStatus::kFailed);
  EXPECT_EQ(ending.failure->message,
            "The value of an output of Node Ask takes more than 16777216 bytes.");
}

TEST_F(ExecutorTest, ARenderedPromptBeyondTheLimitFailsBeforeTheModelIsAsked) {
  testing::EchoModel model;
  Sink sink;
  const RunEnding ending =
      run_with(model, sink, std::string(base::limits::kDocumentBytesMax / 2 + 8, 'x'));
  ASSERT_EQ(ending.status, RunStatus::kFailed);
  EXPECT_EQ(ending.failure->message,
            "The rendered prompt of Node Ask takes more than 16777216 bytes.");
  EXPECT_TRUE(model.calls.empty());
}

constexpr const char* kConditionFlow = R"({"nodes":[
  {"name":"In1","type":"Input","outputs":[{"name":"document","type":"String"}]},
  {"name":"Pick","type":"Condition","configuration":{"condition":{"conditions":[
     {"name":"default"}]}},"inputs":[{"name":"it","type":"String","expression":"$.data"}]},
  {"name":"Out1","type":"Output","inputs":[{"name":"document",
     "type":"String","expression":"$.data"}]}],
 "connections":[
  {"name":"C1","type":"Data","source":"In1","target":"Pick","configuration":{"data":{
     "sourceOutput":"document","targetInput":"it"}}},
  {"name":"C2","type":"Data","source":"In1","target":"Out1","configuration":{"data":{
     "sourceOutput":"document","targetInput":"document"}}},
  {"name":"C3","type":"Conditional","source":"Pick","target":"Out1","configuration":{
     "conditional":{"condition":"default"}}}]})";

constexpr const char* kOutputPerItem = R"({"nodes":[
  {"name":"In1","type":"Input","outputs":[{"name":"document","type":"Array"}]},
  {"name":"Each","type":"Iterator","inputs":[{"name":"array","type":"Array",
     "expression":"$.data"}],"outputs":[{"name":"arrayItem","type":"Number"}]},
  {"name":"Out1","type":"Output","inputs":[{"name":"document",
     "type":"Number","expression":"$.data"}]}],
 "connections":[
  {"name":"C1","type":"Data","source":"In1","target":"Each","configuration":{"data":{
     "sourceOutput":"document","targetInput":"array"}}},
  {"name":"C2","type":"Data","source":"Each","target":"Out1","configuration":{"data":{
     "sourceOutput":"arrayItem","targetInput":"document"}}}]})";

TEST_F(ExecutorTest, ARunOfTooManyStepsFails) {
  testing::EchoModel model;
  // One step for each item, and one before them.
  steps_max_ = 100;
  Sink enough;
  const RunEnding fine = run_flow(kOutputPerItem, model, enough, Json(std::vector<int>(99, 7)));
  EXPECT_EQ(fine.status, RunStatus::kSucceeded);
  EXPECT_EQ(enough.outputs(), 99);
  Sink too_many;
  const RunEnding ending =
      run_flow(kOutputPerItem, model, too_many, Json(std::vector<int>(200, 7)));
  EXPECT_EQ(ending.status, RunStatus::kFailed);
  EXPECT_EQ(ending.failure->message, "The flow ran for more than 100 steps.");
  EXPECT_EQ(too_many.outputs(), 100);
}

TEST_F(ExecutorTest, WhatARunTookBeforeItWasCutOffCounts) {
  testing::EchoModel model;
  steps_max_ = 100;
  Sink before(150);  // of the 300 events
  const Json items(std::vector<int>(100, 7));
  ASSERT_EQ(run_flow(kOutputPerItem, model, before, items).status, RunStatus::kStopped);
  before.events.pop_back();  // the one that was refused
  Sink after;
  const RunEnding ending = proceed_with(kOutputPerItem, model, after, before.events);
  EXPECT_EQ(ending.status, RunStatus::kFailed);
  EXPECT_EQ(ending.failure->message, "The flow ran for more than 100 steps.");
  EXPECT_EQ(before.outputs() + after.outputs(), 100);
}

TEST_F(ExecutorTest, AFlowIsShortWhereNothingWaitsOrRepeats) {
  EXPECT_FALSE(compiled(kOutputPerItem)->is_short());
  EXPECT_FALSE(compiled(kPromptFlow)->is_short());
  EXPECT_TRUE(compiled(kConditionFlow)->is_short());
}

TEST_F(ExecutorTest, TheModelGetsLatencyAndDeadline) {
  testing::EchoModel model;
  Sink sink;
  run_with(model, sink);
  ASSERT_EQ(model.calls.size(), 1U);
  EXPECT_EQ(model.calls[0].latency, "optimized");
  EXPECT_EQ(model.calls[0].prompt, "hihi");
  EXPECT_EQ(model.calls[0].deadline, clock_.now() + std::chrono::hours(1));
}

}  // namespace
}  // namespace flows::engine
