#include "backends/model_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

#include "backends/model_call.h"
#include "base/limits.h"
#include "support/fake_clock.h"
#include "support/wait.h"

namespace flows::backends {
namespace {

using flows::testing::model_call;
using ::testing::HasSubstr;

ModelRules compile(std::string_view list) {
  const auto json = base::parse_json(list);
  CHECK(json.has_value(), "the test's own JSON is valid");
  auto rules = ModelRules::compile(rules::JsonPlace(*json));
  EXPECT_TRUE(rules.has_value()) << rules.error().message;
  return *std::move(rules);
}

// What the rule that `served` the call responds.
base::Result<nodes::ModelResponse> respond(const ModelRules::Serving& served,
                                           const nodes::ModelCall& call) {
  testing::FakeClock clock;
  CallJournal journal;
  JournaledCall journaled(journal, clock, "model", "Converse", call, {});
  const Toolbox toolbox{.clock = clock};
  return served.respond(
      {.call = call, .turn = served.turn, .journal = journaled, .toolbox = toolbox});
}

// The text that `rules` respond; "-" if none serves the call.
std::string text_of(const ModelRules& rules, const nodes::ModelCall& call) {
  const auto served = rules.serve(call);
  if (!served) return "-";
  const auto given = respond(*served, call);
  return given ? given->text : given.error().message;
}

nodes::ModelResponse response_of(const ModelRules& rules, const nodes::ModelCall& call) {
  const auto served = rules.serve(call);
  CHECK(served.has_value(), "a rule serves the call");
  auto given = respond(*served, call);
  EXPECT_TRUE(given.has_value());
  return *std::move(given);
}

TEST(ModelRules, TheFirstRuleThatFitsServes) {
  const auto rules = compile(R"([
    {"match": {"node": "Other"}, "respond": {"text": "other"}},
    {"match": {"node": "A*"}, "respond": {"text": "first"}},
    {"match": {"node": "Ask"}, "respond": {"text": "second"}}])");
  EXPECT_EQ(text_of(rules, model_call()), "first");
}

TEST(ModelRules, WithoutARuleThatFitsNoneServes) {
  const auto rules = compile(R"([{"match": {"node": "Other"}, "echo": true}])");
  EXPECT_EQ(text_of(rules, model_call()), "-");
}

TEST(ModelRules, ARuleWithoutMatchFitsEveryCall) {
  EXPECT_EQ(text_of(compile(R"([{"respond": {"text": "all"}}])"), model_call()), "all");
}

TEST(ModelRules, EveryConditionMustFit) {
  const auto rules = compile(R"([{"match": {"modelId": "anthropic.*", "node": "As?",
      "promptContains": "refund", "promptMatches": "^Please"}, "respond": {"text": "fits"}}])");
  EXPECT_EQ(text_of(rules, model_call("Please refund me")), "fits");
  EXPECT_EQ(text_of(rules, model_call("Please refund me", "Asks")), "-");
  EXPECT_EQ(text_of(rules, model_call("Please refund me", "Ask", "amazon.nova-lite-v1:0")), "-");
  EXPECT_EQ(text_of(rules, model_call("Please Refund me")), "-");
  EXPECT_EQ(text_of(rules, model_call("refund me. Please")), "-");
}

TEST(ModelRules, GlobsFitTheWholeTextAndExpressionsAPart) {
  const auto rules = compile(R"([
    {"match": {"node": "sk"}, "respond": {"text": "glob"}},
    {"match": {"promptMatches": "l+o"}, "respond": {"text": "expression"}}])");
  EXPECT_EQ(text_of(rules, model_call()), "expression");
}

TEST(ModelRules, EchoAnswersThePrompt) {
  EXPECT_EQ(text_of(compile(R"([{"echo": true}])"), model_call("say it")), "say it");
}

TEST(ModelRules, TextIsTakenAsItIs) {
  const auto rules = compile(R"([{"respond": {"text": "{{prompt}}"}}])");
  EXPECT_EQ(text_of(rules, model_call()), "{{prompt}}");
}

TEST(ModelRules, TemplatesTakeWhatTheCallHolds) {
  const auto rules = compile(
      R"([{"respond": {"template": "{{{node}}} {{ modelId }}: {{prompt}}, {{prompt}}{{ {{"}}])");
  EXPECT_EQ(text_of(rules, model_call("{{node}}", "N", "m")), "{N} m: {{node}}, {{node}}{{ {{");
}

TEST(ModelRules, ATemplateThatGrowsTooLongFailsTheCall) {
  const auto rules = compile(R"([{"respond": {"template": "{{prompt}}{{prompt}}"}}])");
  const std::size_t half = base::limits::kDocumentBytesMax / 2;
  EXPECT_EQ(text_of(rules, model_call(std::string(half, 'x'))).size(), 2 * half);
  const auto call = model_call(std::string(half + 1, 'x'));
  const auto served = rules.serve(call);
  ASSERT_TRUE(served.has_value());
  const auto given = respond(*served, call);
  ASSERT_FALSE(given.has_value());
  EXPECT_EQ(given.error().code, base::ErrorCode::kDependencyFailed);
  EXPECT_EQ(given.error().resource_name, "Amazon Bedrock");
}

TEST(ModelRules, TokensAreWordsWhereTheRuleCountsNone) {
  const auto rules = compile(R"([{"respond": {"text": " one\ttwo\nthree "}}])");
  const auto given = response_of(rules, model_call("four little  words\r\nhere"));
  EXPECT_EQ(given.input_tokens, 4);
  EXPECT_EQ(given.output_tokens, 3);
  EXPECT_EQ(given.stop_reason, "end_turn");
}

TEST(ModelRules, ARuleMaySayUsageAndStopReason) {
  const auto rules = compile(R"([{"respond": {"text": "one two", "stopReason": "max_tokens",
                                             "usage": {"inputTokens": 70}}}])");
  const auto given = response_of(rules, model_call("a b c"));
  EXPECT_EQ(given.input_tokens, 70);
  EXPECT_EQ(given.output_tokens, 2);
  EXPECT_EQ(given.stop_reason, "max_tokens");
}

TEST(ModelRules, RepliesComeInTurnAndTheLastOneStays) {
  const auto rules = compile(R"([{"respond": [
    {"error": "ThrottlingException", "message": "slow down"}, {"text": "b"}, {"text": "c"}]}])");
  EXPECT_EQ(text_of(rules, model_call()), "slow down");
  EXPECT_EQ(text_of(rules, model_call()), "b");
  EXPECT_EQ(text_of(rules, model_call()), "c");
  EXPECT_EQ(text_of(rules, model_call()), "c");
}

TEST(ModelRules, ARuleThatIsUsedUpIsPassedOver) {
  const auto rules = compile(R"([{"times": 2, "respond": [{"text": "1"}, {"text": "2"}]},
                                 {"respond": {"text": "next"}}])");
  EXPECT_EQ(text_of(rules, model_call()), "1");
  EXPECT_EQ(text_of(rules, model_call()), "2");
  EXPECT_EQ(text_of(rules, model_call()), "next");
}

TEST(ModelRules, CallsThatDoNotFitTakeNoTurn) {
  const auto rules =
      compile(R"([{"match": {"node": "Ask"}, "times": 1, "respond": {"text": "once"}}])");
  EXPECT_EQ(text_of(rules, model_call("", "Other")), "-");
  EXPECT_EQ(text_of(rules, model_call()), "once");
}

TEST(ModelRules, ConcurrentCallsNeverShareATurn) {
  constexpr int kThreads = 8;
  constexpr int kCallsPerThread = 500;
  constexpr int kTimes = 1000;
  const auto rules = compile(R"([{"times": 1000, "respond": {"text": "limited"}},
                                 {"respond": {"text": "free"}}])");
  std::atomic<int> limited = 0;
  std::atomic<int> free = 0;
  std::vector<flows::testing::TestThread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back("calls the model", [&] {
      for (int call = 0; call < kCallsPerThread; ++call) {
        ++(text_of(rules, model_call()) == "limited" ? limited : free);
      }
    });
  }
  threads.clear();
  EXPECT_EQ(limited, kTimes);
  EXPECT_EQ(free, kThreads * kCallsPerThread - kTimes);
}

TEST(WhyNone, NamesTheClosestRuleAndWhatDoesNotFit) {
  const auto rules = compile(R"([
    {"match": {"modelId": "x", "node": "y"}, "echo": true},
    {"match": {"modelId": "anthropic.*", "node": "Retry*"}, "echo": true},
    {"match": {"promptContains": "refund", "promptMatches": "^a"}, "echo": true}])");
  EXPECT_EQ(rules.why_none(model_call()),
            "No rule of the backends document serves model \"anthropic.claude-v2\" for node "
            "\"Ask\". The closest is /models/1: node \"Retry*\" does not fit \"Ask\".");
}

TEST(WhyNone, SaysOfThePromptOnlyThatItDoesNotFit) {
  const auto rules =
      compile(R"([{"match": {"promptContains": "refund", "promptMatches": "^a"}, "echo": true}])");
  EXPECT_THAT(rules.why_none(model_call("secret")),
              HasSubstr("/models/0: promptContains \"refund\" is no part of it; "
                        "promptMatches \"^a\" matches no part of it."));
}

TEST(WhyNone, SaysThatARuleIsUsedUp) {
  const auto rules = compile(R"([{"times": 1, "echo": true}])");
  EXPECT_EQ(text_of(rules, model_call("p")), "p");
  EXPECT_THAT(rules.why_none(model_call()), HasSubstr("/models/0: times 1 are used up."));
}

TEST(WhyNone, SaysThatThereAreNoRules) {
  EXPECT_THAT(compile("[]").why_none(model_call()), HasSubstr("It has no rule for models."));
}

TEST(WhyNone, CutsLongNamesBetweenCharacters) {
  const std::string name = "n" + std::string(99, '-') + "\u00e4";  // ends at byte 102
  EXPECT_THAT(compile("[]").why_none(model_call("", name)),
              HasSubstr("node \"n" + std::string(99, '-') + "…\""));
}

}  // namespace
}  // namespace flows::backends
