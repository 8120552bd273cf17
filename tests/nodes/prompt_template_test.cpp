#include "nodes/prompt_template.h"

#include <gtest/gtest.h>

namespace flows::nodes {
namespace {

using base::Json;

NodeInputs inputs(std::vector<InputValue> values) { return NodeInputs(std::move(values)); }

TEST(PromptTemplate, PutsInputsIntoTheirPlaces) {
  const PromptTemplate prompt("Make a {{genre}} playlist of {{number}} songs.");
  EXPECT_EQ(prompt.render(inputs({{"genre", "jazz"}, {"number", 3}})),
            "Make a jazz playlist of 3 songs.");
}

TEST(PromptTemplate, WhiteSpaceInsideTheBracesDoesNotMatter) {
  EXPECT_EQ(PromptTemplate("{{ name\t}}!").render(inputs({{"name", "Ada"}})), "Ada!");
}

TEST(PromptTemplate, StringsAreInsertedAsTheyAreAndOtherTypesAsCompactJson) {
  const PromptTemplate prompt("{{s}} {{n}} {{b}} {{o}} {{a}}");
  EXPECT_EQ(prompt.render(inputs({{"s", "a \"quoted\" word"},
                                  {"n", 0.5},
                                  {"b", true},
                                  {"o", Json{{"z", 1}, {"a", "x"}}},
                                  {"a", Json::array({1, "two"})}})),
            "a \"quoted\" word 0.5 true {\"z\":1,\"a\":\"x\"} [1,\"two\"]");
}

TEST(PromptTemplate, APlaceWithoutAnInputStaysAsWritten) {
  EXPECT_EQ(PromptTemplate("{{ unknown }}").render(inputs({})), "{{ unknown }}");
}

TEST(PromptTemplate, AnInputMayContainBracesAndIsNotExpandedAgain) {
  EXPECT_EQ(PromptTemplate("{{a}}{{b}}").render(inputs({{"a", "{{b}}"}, {"b", "x"}})), "{{b}}x");
}

TEST(PromptTemplate, BracesAroundAnythingThatIsNoNameAreText) {
  for (const char* text :
       {"{{}}", "{{ }}", "{{a b}}", "{{a.b}}", "{a}", "{{a}", "a}}", "}}{{", "{{"}) {
    const PromptTemplate prompt(text);
    EXPECT_TRUE(prompt.variables().empty()) << text;
    EXPECT_EQ(prompt.render(inputs({{"a", "x"}})), text);
  }
}

TEST(PromptTemplate, TheInnermostBracesCount) {
  EXPECT_EQ(PromptTemplate("{{{a}}}").render(inputs({{"a", "x"}})), "{x}");
  EXPECT_EQ(PromptTemplate("{{ {{a}} }}").render(inputs({{"a", "x"}})), "{{ x }}");
}

TEST(PromptTemplate, ListsEachVariableOnceInOrderOfAppearance) {
  EXPECT_EQ(PromptTemplate("{{b}}{{a}}{{b}}").variables(), (std::vector<std::string>{"b", "a"}));
}

}  // namespace
}  // namespace flows::nodes
