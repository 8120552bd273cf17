#include <gmock/gmock.h>

#include "nodes/node_harness.h"

// Input, Output, Condition, Iterator, Collector, Loop, LoopInput and LoopController: the nodes that
// ask nobody.
namespace flows::nodes {
namespace {

using base::Json;
using ::testing::HasSubstr;

class ControlNodes : public NodeHarness {
 protected:
  // The condition that a Condition node with these inputs selects.
  std::string selected(const std::string& conditions, Values values) {
    std::string inputs;
    for (const InputValue& value : values) {
      if (!inputs.empty()) inputs += ',';
      inputs += R"({"name":")" + std::string(value.name) + R"(","expression":"$.data","type":")" +
                std::string(model::to_text(*model::type_of(value.value))) + "\"}";
    }
    const auto outcome =
        run(R"({"name":"Choose","type":"Condition","configuration":{"condition":{"conditions":)" +
                conditions + R"(}},"inputs":[)" + inputs + "]}",
            std::move(values));
    return outcome ? std::get<Selected>(*outcome).condition : outcome.error().message;
  }

  // Whether a controller wants another pass; nullopt for a failure.
  std::optional<bool> again(const std::string& expression, Values values,
                            const std::string& more = "") {
    const auto outcome =
        run(R"({"name":"Check","type":"LoopController","configuration":{"loopController":{)" +
                more + R"("continueCondition":{"name":"Again","expression":")" + expression +
                R"("}}},)" + R"("inputs":[{"name":"text","type":"String","expression":"$.data",)" +
                R"("category":"ExitLoop"},{"name":"count","type":"Number","expression":"$.data",)" +
                R"("category":"LoopCondition"}]})",
            std::move(values));
    if (!outcome) return std::nullopt;
    return std::get<Decided>(*outcome).again;
  }
};

TEST_F(ControlNodes, AnInputGivesTheDocumentOfTheFlow) {
  flow_input_ = {{"a", 1}};
  EXPECT_EQ(produced(R"({"name":"In","type":"Input"})", {}), Json({{"a", 1}}));
}

TEST_F(ControlNodes, AnOutputReturnsItsDocument) {
  const auto outcome = run(R"({"name":"Out","type":"Output"})", {{"document", Json::array({1})}});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(std::get<Returned>(*outcome).document, Json::array({1}));
}

TEST_F(ControlNodes, TheFirstConditionThatHoldsIsSelected) {
  const std::string conditions =
      R"([{"name":"Big","expression":"n > 10"},{"name":"Some","expression":"n > 1"},)"
      R"({"name":"default"}])";
  EXPECT_EQ(selected(conditions, {{"n", 11}}), "Big");
  EXPECT_EQ(selected(conditions, {{"n", 10}}), "Some");
  EXPECT_EQ(selected(conditions, {{"n", 1}}), "default");
}

TEST_F(ControlNodes, ADefaultThatStandsFirstIsStillTheLastResort) {
  const std::string conditions =
      R"([{"name":"default"},{"name":"Yes","expression":"text == \"x\""}])";
  EXPECT_EQ(selected(conditions, {{"text", "x"}}), "Yes");
  EXPECT_EQ(selected(conditions, {{"text", "y"}}), "default");
}

TEST_F(ControlNodes, ConditionsSeeInputsByName) {
  const std::string conditions =
      R"([{"name":"Both","expression":"a and text == \"x\""},{"name":"default"}])";
  EXPECT_EQ(selected(conditions, {{"text", "x"}, {"a", true}}), "Both");
  EXPECT_EQ(selected(conditions, {{"text", "x"}, {"a", false}}), "default");
}

TEST_F(ControlNodes, AnIteratorSpreadsItsArray) {
  const auto outcome =
      run(R"({"name":"Each","type":"Iterator"})", {{"array", Json::array({1, "a", nullptr})}});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(std::get<Spread>(*outcome).items, Json::array({1, "a", nullptr}));
}

TEST_F(ControlNodes, ACollectorGivesWhatWasGathered) {
  EXPECT_EQ(produced(R"({"name":"All","type":"Collector"})", {{"arrayItem", Json::array({2, 3})}}),
            Json::array({2, 3}));
}

TEST_F(ControlNodes, ALoopLetsItsInsideRun) {
  const auto outcome = run(R"({"name":"Loop","type":"Loop","configuration":{"loop":{"definition":)"
                           R"({"nodes":[],"connections":[]}}}})");
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(std::holds_alternative<Repeated>(*outcome));
}

TEST_F(ControlNodes, ALoopInputIsNeverAsked) {
  EXPECT_THROW(failure(R"({"name":"In","type":"LoopInput"})"), base::BugError);
}

TEST_F(ControlNodes, AControllerGoesOnWhileItsConditionHolds) {
  EXPECT_EQ(again("count < 3", {{"text", "x"}, {"count", 2}}), true);
  EXPECT_EQ(again("count < 3", {{"text", "x"}, {"count", 3}}), false);
}

TEST_F(ControlNodes, TheOtherReadingEndsTheLoopOnceItHolds) {
  continue_condition_ = ContinueCondition::kEnds;
  EXPECT_EQ(again("count < 3", {{"text", "x"}, {"count", 2}}), false);
  EXPECT_EQ(again("count < 3", {{"text", "x"}, {"count", 3}}), true);
}

TEST_F(ControlNodes, AControllerEndsTheLoopAfterTheLastPass) {
  const Values small = {{"text", "x"}, {"count", 1}};
  pass_ = 8;
  EXPECT_EQ(again("count < 3", small), true);
  pass_ = 9;  // the tenth
  EXPECT_EQ(again("count < 3", small), false);
  pass_ = 0;
  EXPECT_EQ(again("count < 3", small, R"("maxIterations":1,)"), false);
  pass_ = 998;
  EXPECT_EQ(again("count < 3", small, R"("maxIterations":1000,)"), true);
  pass_ = 999;
  EXPECT_EQ(again("count < 3", small, R"("maxIterations":1000,)"), false);
}

}  // namespace
}  // namespace flows::nodes
