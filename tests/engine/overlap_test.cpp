#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <thread>

#include "base/worker_pool.h"
#include "engine/executor.h"
#include "support/echo_model.h"
#include "support/fake_clock.h"
#include "support/sequential_ids.h"
#include "support/wait.h"

// Nodes of one run that wait for the outside world at once.
namespace flows::engine {
namespace {

using base::Json;

// A model that answers a call only once as many are at work as the test says. A call of the node
// `fails` fails then, and one of the node `lasts` goes on until it is stopped.
class GatheringModel final : public nodes::ModelClient {
 public:
  explicit GatheringModel(std::size_t at_once) : at_once_(at_once) {}

  base::Result<nodes::ModelResponse> converse(const nodes::ModelCall& call) override {
    {
      const std::lock_guard lock(mutex_);
      threads.insert(std::this_thread::get_id());
      most = std::max(most, ++working_);
      if (most >= at_once_) gathered_.raise();
    }
    gathered_.wait("the calls that are to be at work at once");
    if (call.node == lasts) testing::wait_for_stop(call.stop);
    const std::lock_guard lock(mutex_);
    --working_;
    if (call.node == fails) return base::Error{base::ErrorCode::kThrottling, "too much"};
    return nodes::ModelResponse{.text = call.prompt};
  }

  std::string fails = {};
  std::string lasts = {};
  std::size_t most = 0;
  std::set<std::thread::id> threads = {};

 private:
  const std::size_t at_once_;
  std::mutex mutex_;
  testing::Signal gathered_;
  std::size_t working_ = 0;
};

// Prompts A, B, C and D side by side, each with an output of its own.
Json four_prompts() {
  Json flow = {{"nodes",
                {{{"name", "In"},
                  {"type", "Input"},
                  {"outputs", {{{"name", "document"}, {"type", "String"}}}}}}},
               {"connections", Json::array()}};
  const auto connect = [&](const std::string& from, const char* output, const std::string& to,
                           const char* input) {
    flow["connections"].push_back(
        {{"name", from + "To" + to},
         {"type", "Data"},
         {"source", from},
         {"target", to},
         {"configuration", {{"data", {{"sourceOutput", output}, {"targetInput", input}}}}}});
  };
  for (const std::string name : {"A", "B", "C", "D"}) {
    Json source = {{"templateType", "TEXT"},
                   {"modelId", "m"},
                   {"templateConfiguration", {{"text", {{"text", name + "{{q}}"}}}}}};
    const Json value = {{"type", "String"}, {"expression", "$.data"}};
    Json question = value;
    question["name"] = "q";
    Json document = value;
    document["name"] = "document";
    flow["nodes"].push_back(
        {{"name", name},
         {"type", "Prompt"},
         {"configuration",
          {{"prompt", {{"sourceConfiguration", {{"inline", std::move(source)}}}}}}},
         {"inputs", Json::array({question})},
         {"outputs", Json::array({{{"name", "modelCompletion"}, {"type", "String"}}})}});
    flow["nodes"].push_back(
        {{"name", "Out" + name}, {"type", "Output"}, {"inputs", Json::array({document})}});
    connect("In", "document", name, "q");
    connect(name, "modelCompletion", "Out" + name, "document");
  }
  return flow;
}

class FlushedSink final : public EventSink {
 public:
  bool emit(const model::FlowEvent& event) override {
    EXPECT_EQ(std::this_thread::get_id(), thread_) << "events come from one thread";
    events.push_back(event);
    return true;
  }

  bool flush() override {
    const auto outputs = nodes_of(model::FlowEventKind::kFlowOutput).size();
    outputs_flushed = outputs;
    return true;
  }

  // The nodes of the events of that kind, in order.
  [[nodiscard]] std::vector<std::string> nodes_of(model::FlowEventKind kind) const {
    std::vector<std::string> nodes;
    for (const model::FlowEvent& event : events) {
      if (event.kind == kind) nodes.push_back(event.node);
    }
    return nodes;
  }

  model::History events = {};
  std::atomic<std::size_t> outputs_flushed = 0;

 private:
  const std::thread::id thread_ = std::this_thread::get_id();
};

class OverlapTest : public ::testing::Test {
 protected:
  RunEnding run_with(nodes::ModelClient& model, std::size_t at_once, std::stop_token stop = {}) {
    nodes::Clients clients = testing::clients_of(model, services_);
    const RunContext context{.clients = clients,
                             .clock = clock_,
                             .ids = ids_,
                             .deadline = clock_.now() + std::chrono::hours(1),
                             .stop = std::move(stop),
                             .calls_at_once = at_once,
                             .pool = &pool_};
    return run(*flow_, "!", context, sink_);
  }

  testing::FakeClock clock_;
  testing::SequentialIds ids_;
  testing::EchoServices services_;
  base::WorkerPool pool_{"test", 4, 0};
  std::shared_ptr<const CompiledFlow> flow_ =
      CompiledFlow::compile(model::read_definition(four_prompts())).value();
  FlushedSink sink_;
};

const std::vector<std::string> kOutputs = {"OutA", "OutB", "OutC", "OutD"};

TEST_F(OverlapTest, AsManyCallsAsAllowedAreAtWorkAtOnce) {
  GatheringModel model(3);
  EXPECT_EQ(run_with(model, 3).status, RunStatus::kSucceeded);
  EXPECT_EQ(model.most, 3U);
  auto outputs = sink_.nodes_of(model::FlowEventKind::kFlowOutput);
  std::ranges::sort(outputs);
  EXPECT_EQ(outputs, kOutputs);
}

TEST_F(OverlapTest, OneAtATimeNeedsNoOtherThread) {
  GatheringModel model(1);
  EXPECT_EQ(run_with(model, 1).status, RunStatus::kSucceeded);
  EXPECT_EQ(model.most, 1U);
  EXPECT_EQ(model.threads, std::set{std::this_thread::get_id()});
  EXPECT_EQ(sink_.nodes_of(model::FlowEventKind::kFlowOutput), kOutputs);
}

TEST_F(OverlapTest, WithoutAThreadInThePoolTheRunMakesTheCallItself) {
  pool_.close();
  GatheringModel model(1);
  EXPECT_EQ(run_with(model, 4).status, RunStatus::kSucceeded);
  EXPECT_EQ(model.threads, std::set{std::this_thread::get_id()});
}

TEST_F(OverlapTest, WhatHasEndedIsFlushedWhileOthersAreAtWork) {
  // Each call but the first lasts until the output before it is durable.
  class PatientModel final : public nodes::ModelClient {
   public:
    explicit PatientModel(const FlushedSink& sink) : sink_(sink) {}
    base::Result<nodes::ModelResponse> converse(const nodes::ModelCall& call) override {
      const auto before = static_cast<std::size_t>(call.node.front() - 'A');
      testing::wait_until([&] { return sink_.outputs_flushed >= before; }, "the output before");
      return nodes::ModelResponse{.text = "done"};
    }

   private:
    const FlushedSink& sink_;
  };
  PatientModel model(sink_);
  EXPECT_EQ(run_with(model, 4).status, RunStatus::kSucceeded);
  EXPECT_EQ(sink_.nodes_of(model::FlowEventKind::kFlowOutput), kOutputs);
}

TEST_F(OverlapTest, AFailureStopsTheOthers) {
  GatheringModel model(4);
  model.fails = "B";
  model.lasts = "C";
  const RunEnding ending = run_with(model, 4);
  EXPECT_EQ(ending.status, RunStatus::kFailed);
  EXPECT_EQ(ending.failure->code, base::ErrorCode::kThrottling);
  EXPECT_EQ(sink_.nodes_of(model::FlowEventKind::kNodeFailure), std::vector<std::string>{"B"});
  EXPECT_EQ(sink_.events.back().kind, model::FlowEventKind::kFlowFailure);
}

TEST_F(OverlapTest, AStopReachesEveryCall) {
  // Stops the run from within a call.
  class StoppingModel final : public nodes::ModelClient {
   public:
    explicit StoppingModel(std::stop_source& stop) : stop_(stop) {}
    base::Result<nodes::ModelResponse> converse(const nodes::ModelCall& call) override {
      if (call.node == "D") stop_.request_stop();
      testing::wait_for_stop(call.stop);
      return base::Error{base::ErrorCode::kDependencyFailed, "given up"};
    }

   private:
    std::stop_source& stop_;
  };
  std::stop_source stop;
  StoppingModel model(stop);
  EXPECT_EQ(run_with(model, 4, stop.get_token()).status, RunStatus::kStopped);
  EXPECT_EQ(sink_.nodes_of(model::FlowEventKind::kFlowFailure).size(), 0U);
}

TEST_F(OverlapTest, ABugInACallIsThrownWhereTheRunIsDriven) {
  class BrokenModel final : public nodes::ModelClient {
   public:
    base::Result<nodes::ModelResponse> converse(const nodes::ModelCall& /*call*/) override {
      UNREACHABLE("a bug of the test");
    }
  } model;
  EXPECT_THROW(run_with(model, 4), base::BugError);
}

}  // namespace
}  // namespace flows::engine
