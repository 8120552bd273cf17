#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>

#include "base/worker_pool.h"
#include "engine/executor.h"
#include "engine/history_check.h"
#include "engine/random_flow.h"
#include "model/event_json.h"
#include "support/collecting_sink.h"
#include "support/echo_model.h"
#include "support/fake_clock.h"
#include "support/sequential_ids.h"
#include "validate/validate.h"

// Random flows, run twice one call after the other, and with calls that overlap.
namespace flows::engine {
namespace {

using base::Json;
using base::Result;

constexpr std::size_t kFlows = 400;
constexpr std::size_t kAnswersMax = 60;

// A letter that depends on the text and on nothing else.
std::string letter_of(const std::string& text) {
  std::uint32_t hash = 2166136261U;
  for (const char character : text) {
    hash = (hash ^ static_cast<unsigned char>(character)) * 16777619U;
  }
  return std::string(1, static_cast<char>('a' + hash / 7 % 16));
}

// Everything outside: what it answers depends on what it is asked alone, so it is the same whatever
// the order of the calls. Some calls fail, some agents ask. Calls take their time, a little.
class Oracle final : public nodes::ModelClient,
                     public nodes::FunctionClient,
                     public nodes::AgentClient,
                     public nodes::CodeRunner {
 public:
  Result<nodes::ModelResponse> converse(const nodes::ModelCall& call) override {
    dawdle();
    if (call.node + call.prompt == fails_on) return failure();
    return nodes::ModelResponse{.text = letter_of(call.node + call.prompt)};
  }
  Result<Json> invoke(const nodes::FunctionCall& call) override {
    dawdle();
    return Json(letter_of(base::to_text(call.event)));
  }
  Result<nodes::AgentResponse> invoke_agent(const nodes::AgentCall& call) override {
    dawdle();
    const std::string letter = letter_of(call.node + call.text);
    const bool asks = letter < "e" && !call.text.starts_with("answer");
    return nodes::AgentResponse{.text = letter, .input_required = asks};
  }
  Result<Json> run(const nodes::CodeCall& call) override {
    dawdle();
    return Json(letter_of(call.node + base::to_text(call.variables.front().second)));
  }

  // Where a prompt with that node and text fails.
  std::string fails_on = {};

 private:
  static base::Error failure() { return {base::ErrorCode::kThrottling, "too much"}; }
  void dawdle() {
    for (std::uint32_t yields = turn_.fetch_add(7) % 5; yields > 0; --yields) {
      std::this_thread::yield();
    }
  }

  std::atomic<std::uint32_t> turn_{0};
};

// A whole conversation with one flow.
struct Story {
  model::History history = {};
  std::vector<std::string> turns = {};  // how each ended, with what it asked
  RunStatus status = RunStatus::kStopped;

  // What left the flow by each Output node, in turn.
  [[nodiscard]] std::map<std::string, std::vector<Json>> outputs() const {
    std::map<std::string, std::vector<Json>> found;
    for (const model::FlowEvent& event : history) {
      if (event.kind != model::FlowEventKind::kFlowOutput) continue;
      found[event.node].push_back(event.fields.front().content);
    }
    return found;
  }
};

class Teller {
 public:
  Story tell(const CompiledFlow& flow, Oracle& oracle, std::size_t calls_at_once) {
    testing::SequentialIds ids;
    testing::EchoServices services;
    nodes::Clients clients{oracle, oracle, services, oracle, services, services, oracle, services};
    const RunContext context{.clients = clients,
                             .clock = clock_,
                             .ids = ids,
                             .deadline = clock_.now() + std::chrono::hours(1),
                             .calls_at_once = calls_at_once,
                             .pool = &pool_};
    const Json document = {{"text", "begin"}, {"list", {"one", "two", "three"}}};
    testing::CollectingSink sink;
    RunEnding ending = run(flow, document, context, sink);
    Story story;
    while (ending.status == RunStatus::kInputRequired && story.turns.size() < kAnswersMax) {
      const std::string& node = flow.graph().node(ending.question->node).name;
      story.turns.push_back(fmt::format("{} asks {}", node, base::to_text(ending.question->text)));
      const std::string answer = fmt::format("answer to {}", story.turns.back());
      ending = resume(flow, model::read_history(model::to_json_text(sink.events)).value(), answer,
                      context, sink);
    }
    story.history = std::move(sink.events);
    story.status = ending.status;
    return story;
  }

 private:
  testing::FakeClock clock_;
  base::WorkerPool pool_{"test", 8, 0};
};

std::string written(const Story& story) {
  model::History persisted = story.history;
  // Failures are no part of a history that is persisted.
  std::erase_if(persisted, [](const model::FlowEvent& event) { return event.failure.has_value(); });
  return model::to_json_text(persisted);
}

struct Seen {
  std::size_t valid = 0;
  std::map<RunStatus, std::size_t> endings = {};
  std::size_t questions = 0;
  std::size_t reordered = 0;
  std::map<std::string, std::size_t> types = {};
};

void check(const CompiledFlow& flow, Teller& teller, Oracle& oracle, std::size_t at_once,
           Seen& seen) {
  const Story first = teller.tell(flow, oracle, 1);
  const Story second = teller.tell(flow, oracle, 1);
  EXPECT_EQ(written(first), written(second));
  const Story overlapped = teller.tell(flow, oracle, at_once);
  EXPECT_EQ(overlapped.status, first.status);
  ++seen.endings[first.status];
  seen.questions += first.turns.size();
  if (first.status == RunStatus::kFailed) return;
  seen.reordered += written(overlapped) == written(first) ? 0 : 1;
  EXPECT_EQ(overlapped.outputs(), first.outputs());
  EXPECT_EQ(overlapped.turns, first.turns);
  EXPECT_EQ(overlapped.history.size(), first.history.size());
  EXPECT_TRUE(check_history(flow, overlapped.history));
  RunState replayed(flow);
  for (const model::FlowEvent& event : overlapped.history) replayed.apply(event);
  EXPECT_EQ(std::holds_alternative<Nothing>(replayed.next()),
            first.status == RunStatus::kSucceeded);
}

// The prompt of a random event of the run, which a second round lets fail.
std::string random_call(const Story& story, testing::RandomSource& random) {
  std::vector<std::string> calls;
  for (const model::FlowEvent& event : story.history) {
    if (event.kind != model::FlowEventKind::kNodeInput || !event.node.starts_with("Prompt"))
      continue;
    calls.push_back(event.node + event.fields[0].content.get<std::string>() + "-" +
                    event.fields[1].content.get<std::string>());
  }
  return calls.empty() ? "nothing" : random.pick(calls);
}

TEST(RandomFlows, GiveTheSameWhenCallsOverlapAndTheSameHistoryWhenTheyDoNot) {
  testing::RandomSource random(20'261'121);
  Teller teller;
  Seen seen;
  for (std::size_t i = 0; i < kFlows; ++i) {
    const Json definition = testing::random_flow(random);
    SCOPED_TRACE(base::to_text(definition));
    if (!validate::validate_definition(definition).empty()) continue;
    ++seen.valid;
    for (const Json& node : definition.at("nodes")) ++seen.types[node.at("type")];
    const auto flow = CompiledFlow::compile(model::read_definition(definition));
    ASSERT_TRUE(flow);
    Oracle oracle;
    const std::size_t at_once = 2 + random.below(7);
    check(**flow, teller, oracle, at_once, seen);
    if (random.one_in(4)) {
      oracle.fails_on = random_call(teller.tell(**flow, oracle, 1), random);
      check(**flow, teller, oracle, at_once, seen);
    }
    if (::testing::Test::HasFailure()) break;
  }
  // They do not all say the same thing.
  EXPECT_GT(seen.valid, kFlows / 2);
  EXPECT_GT(seen.endings[RunStatus::kSucceeded], kFlows / 4);
  EXPECT_GT(seen.endings[RunStatus::kFailed], 10U);
  EXPECT_GT(seen.questions, 50U);
  EXPECT_GT(seen.reordered, 10U);
  for (const char* const type : {"Prompt", "LambdaFunction", "InlineCode", "Agent", "Loop",
                                 "Condition", "Iterator", "Collector"}) {
    EXPECT_GT(seen.types[type], 10U) << type;
  }
}

}  // namespace
}  // namespace flows::engine
