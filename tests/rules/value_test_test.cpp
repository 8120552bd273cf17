#include "rules/value_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/json.h"

namespace flows::rules {
namespace {

using base::Json;
using ::testing::HasSubstr;
using ::testing::StartsWith;

ValueTest demand(const Json& condition) {
  auto compiled = ValueTest::compile(JsonPlace(condition));
  CHECK(compiled.has_value(), "the test's own condition is valid");
  return *std::move(compiled);
}

std::string fault_of_condition(const Json& condition) {
  const auto compiled = ValueTest::compile(JsonPlace(condition));
  return compiled ? "nothing is wrong with it" : compiled.error().message;
}

TEST(ValueTest, AStringIsAGlobForTheTextOfTheValue) {
  const ValueTest test = demand("2*");
  EXPECT_TRUE(test.fits("21 June"));
  EXPECT_TRUE(test.fits(21));
  EXPECT_FALSE(test.fits("June"));
  EXPECT_EQ(test.misfit("June"), "\"2*\" does not fit \"June\"");
  EXPECT_TRUE(demand("true").fits(true));
  EXPECT_TRUE(demand("[1,*]").fits(Json({1, 2})));
}

TEST(ValueTest, NumbersTruthAndNullAreCompared) {
  EXPECT_TRUE(demand(21).fits(21));
  EXPECT_TRUE(demand(21).fits(21.0));
  EXPECT_FALSE(demand(21).fits("21"));
  EXPECT_EQ(demand(21).misfit("21"), "21 is not \"21\"");
  EXPECT_TRUE(demand(true).fits(true));
  EXPECT_FALSE(demand(true).fits("true"));
  EXPECT_FALSE(demand(false).fits(nullptr));
  EXPECT_TRUE(demand(nullptr).fits(nullptr));
  EXPECT_EQ(demand(nullptr).misfit({{"a", 1}}), "null is not {\"a\":1}");
}

TEST(ValueTest, EqualsTakesAnyJsonWhateverTheOrderOfItsMembers) {
  const ValueTest test = demand({{"equals", {{"a", {1, {{"x", 1}, {"y", 2}}}}, {"b", "*"}}}});
  EXPECT_TRUE(test.fits({{"b", "*"}, {"a", {1.0, {{"y", 2}, {"x", 1}}}}}));
  EXPECT_FALSE(test.fits({{"b", "x"}, {"a", {1, {{"y", 2}, {"x", 1}}}}}));
  EXPECT_FALSE(test.fits({{"a", {1, {{"x", 1}, {"y", 2}}}}}));
  EXPECT_FALSE(test.fits("text"));
  EXPECT_TRUE(demand({{"equals", ""}}).fits(""));
  EXPECT_FALSE(demand({{"equals", "a*"}}).fits("ab"));
}

TEST(ValueTest, AllConditionsOfAnObjectMustHold) {
  const ValueTest test = demand({{"contains", "tea"}, {"matches", "^[gb]"}});
  EXPECT_TRUE(test.fits("green tea"));
  EXPECT_FALSE(test.fits("white tea"));
  EXPECT_EQ(test.misfit("white tea"), "\"^[gb]\" matches no part of it");
  EXPECT_EQ(test.misfit("green"), "\"tea\" is no part of it");
  EXPECT_TRUE(demand({{"contains", "\"id\":5"}}).fits({{"id", 5}}));
}

TEST(ValueTest, LongValuesAreCutInMessages) {
  const std::string message = demand(1).misfit(Json(std::string(1000, 'x')));
  EXPECT_THAT(message, StartsWith("1 is not \"xxx"));
  EXPECT_LT(message.size(), 200U);
  EXPECT_LT(demand(1).misfit(Json::array({std::string(1000, 'x')})).size(), 200U);
}

TEST(ValueTest, WhatIsNoConditionIsAFault) {
  EXPECT_EQ(fault_of_condition(""), "must not be empty");
  EXPECT_THAT(fault_of_condition(Json({1, 2})), StartsWith("must be a glob, a number, true"));
  EXPECT_EQ(fault_of_condition(Json::object()), "needs one of equals, contains, matches");
  EXPECT_EQ(fault_of_condition({{"glob", "x"}}),
            "/glob: unknown key; the keys here are equals, contains, matches");
  EXPECT_THAT(fault_of_condition({{"matches", "("}}), HasSubstr("/matches: is not a valid"));
  EXPECT_THAT(fault_of_condition({{"contains", 5}}), HasSubstr("/contains: must be a string"));
}

}  // namespace
}  // namespace flows::rules
