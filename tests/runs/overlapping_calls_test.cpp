// These tests check how many nodes may wait for the outside world at once: in one run, and in all
// runs together.
#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <thread>

#include "base/limits.h"
#include "runs/execution_runner.h"
#include "runs/run_manager.h"
#include "support/echo_model.h"
#include "support/fake_clock.h"
#include "support/sequential_ids.h"
#include "support/wait.h"

namespace flows::runs {
namespace {

namespace limits = base::limits;

// Responds only once that many calls wait at the same time.
class GatheringModel final : public nodes::ModelClient {
 public:
  explicit GatheringModel(std::size_t at_once) : gathered_(static_cast<int>(at_once)) {}

  base::Result<nodes::ModelResponse> converse(const nodes::ModelCall& call) override {
    {
      const std::lock_guard lock(mutex_);
      threads.insert(std::this_thread::get_id());
    }
    gathered_.raise();
    gathered_.wait("the calls that may wait at once");
    return nodes::ModelResponse{.text = call.prompt};
  }

  std::set<std::thread::id> threads = {};

 private:
  std::mutex mutex_;
  testing::Signal gathered_;
};

class Sink final : public engine::EventSink {
 public:
  bool emit(const model::FlowEvent& /*event*/) override { return true; }
  bool flush() override { return true; }
};

// A flow with that many parallel prompts, each with an output of its own.
std::string prompts(std::size_t count) {
  std::string nodes =
      R"({"name":"In","type":"Input","outputs":[{"name":"document","type":"String"}]})";
  std::string connections;
  const auto connect = [&](const std::string& from, const char* output, const std::string& to,
                           const char* input) {
    connections += std::string(connections.empty() ? "" : ",") + R"({"name":")" + from + "To" + to +
                   R"(","type":"Data","source":")" + from + R"(","target":")" + to +
                   R"(","configuration":{"data":{"sourceOutput":")" + output +
                   R"(","targetInput":")" + input + R"("}}})";
  };
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = "Ask" + std::to_string(i);
    nodes +=
        R"(,{"name":")" + name +
        R"(","type":"Prompt","configuration":{"prompt":{"sourceConfiguration":{"inline":)"
        R"({"templateType":"TEXT","modelId":"m","templateConfiguration":{"text":{"text":"{{q}}"}})"
        R"(}}}},"inputs":[{"name":"q","type":"String","expression":"$.data"}],)"
        R"("outputs":[{"name":"modelCompletion","type":"String"}]},{"name":"Out)" +
        name +
        R"(","type":"Output","inputs":)"
        R"([{"name":"document","type":"String","expression":"$.data"}]})";
    connect("In", "document", name, "q");
    connect(name, "modelCompletion", "Out" + name, "document");
  }
  return R"({"nodes":[)" + nodes + R"(],"connections":[)" + connections + "]}";
}

// If all threads for calls are busy, a run makes a call on its own thread.
TEST(OverlappingCalls, AllRunsTogetherHaveALimit) {
  constexpr std::size_t kRuns = 3;
  constexpr std::size_t kAtOnce = limits::kConcurrentNodeCallsMax + 1;
  static_assert(kRuns * limits::kConcurrentCallsPerRunMax >= kAtOnce);
  GatheringModel model(kAtOnce);
  testing::EchoServices services;
  testing::FakeClock clock;
  testing::SequentialIds ids;
  RunManager runs({.flow_timeout = limits::kFlowTimeout}, testing::clients_of(model, services),
                  clock, ids);
  // More nodes than AWS lets a flow have, so it cannot come from the database.
  const auto flow = engine::CompiledFlow::compile(
      model::read_definition(base::parse_json(prompts(limits::kConcurrentCallsPerRunMax)).value()));
  ASSERT_TRUE(flow) << flow.error().message;
  {
    std::vector<testing::TestThread> running;
    for (std::size_t i = 0; i < kRuns; ++i) {
      running.emplace_back("runs the flow", [&] {
        Sink sink;
        const auto ending = runs.run(
            **flow, {.document = "hi", .calls_at_once = limits::kConcurrentCallsPerRunMax}, sink);
        EXPECT_EQ(ending.status, engine::RunStatus::kSucceeded);
      });
    }
  }
  EXPECT_GE(model.threads.size(), kAtOnce);
  EXPECT_LE(model.threads.size(), limits::kConcurrentNodeCallsMax + kRuns);
}

TEST(OverlappingCalls, AnAliasAllowsAsManyAsItSays) {
  EXPECT_EQ(calls_at_once({}).value(), 1U);
  EXPECT_EQ(calls_at_once(R"({"type":"Automatic"})").value(), limits::kConcurrentCallsPerRunMax);
  EXPECT_EQ(calls_at_once(R"({"type":"Manual"})").value(), 1U);
  EXPECT_EQ(calls_at_once(R"({"type":"Manual","maxConcurrency":7})").value(), 7U);
}

TEST(OverlappingCalls, AConcurrencyThatWasDamagedIsAnError) {
  for (const auto* const text :
       {"", "x", "[]", "{}", "7", R"({"type":"Odd"})", R"({"type":7})", R"({"maxConcurrency":7})",
        R"({"type":"Manual","maxConcurrency":0})", R"({"type":"Manual","maxConcurrency":-1})",
        R"({"type":"Manual","maxConcurrency":101})", R"({"type":"Manual","maxConcurrency":1.5})",
        R"({"type":"Manual","maxConcurrency":"7"})"}) {
    EXPECT_FALSE(calls_at_once(text)) << text;
  }
}

}  // namespace
}  // namespace flows::runs
