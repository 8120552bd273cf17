#include "rules/text_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/json.h"
#include "base/limits.h"
#include "base/pattern.h"

namespace flows::rules {
namespace {

using ::testing::StartsWith;

base::Result<TextTest> compile_test(TextTestKind kind, const base::Json& json) {
  return TextTest::compile(kind, JsonPlace(json));
}

TEST(TextTest, AGlobFitsTheWholeText) {
  const auto test = compile_test(TextTestKind::kGlob, "a*c").value();
  EXPECT_TRUE(test.fits("abc"));
  EXPECT_FALSE(test.fits("abcd"));
  EXPECT_EQ(test.misfit("abcd"), "\"a*c\" does not fit \"abcd\"");
}

TEST(TextTest, APartIsSearchedLetterByLetter) {
  const auto test = compile_test(TextTestKind::kContains, "b*").value();
  EXPECT_TRUE(test.fits("ab*c"));
  EXPECT_FALSE(test.fits("abbc"));
  EXPECT_EQ(test.misfit("abbc"), "\"b*\" is no part of it");
}

TEST(TextTest, AnExpressionMatchesAPartOfTheText) {
  const auto test = compile_test(TextTestKind::kMatches, "^a.c").value();
  EXPECT_TRUE(test.fits("abcd"));
  EXPECT_FALSE(test.fits("xabc"));
  EXPECT_EQ(test.misfit("xabc"), "\"^a.c\" matches no part of it");
}

TEST(TextTest, WhatCanFitNothingOrIsNoTextIsAFault) {
  EXPECT_EQ(compile_test(TextTestKind::kGlob, "").error().message, "must not be empty");
  EXPECT_TRUE(compile_test(TextTestKind::kContains, "").value().fits("anything"));
  EXPECT_EQ(compile_test(TextTestKind::kContains, 5).error().message,
            "must be a string, not number");
  EXPECT_THAT(compile_test(TextTestKind::kMatches, "(").error().message,
              StartsWith("is not a valid regular expression"));
}

TEST(TextTest, OnePatternMayTakeOnlySoMuch) {
  const std::string long_glob(16'000, '?');
  const auto compiled = base::Pattern::from_glob(long_glob);
  ASSERT_TRUE(compiled);
  EXPECT_GT(compiled->bytes(), base::limits::kRulePatternBytesMax);
  EXPECT_LT(compiled->bytes(), base::limits::kPatternBytesMax);
  EXPECT_THAT(compile_test(TextTestKind::kGlob, long_glob).error().message,
              StartsWith("is not a valid glob: pattern too large"));
  EXPECT_TRUE(compile_test(TextTestKind::kGlob, std::string(1'000, '?')));
}

TEST(TextTest, AllPatternsOfADocumentMayTakeOnlySoMuch) {
  const std::string expression = "\\pL{1,40}";
  const auto one = base::Pattern::compile(expression).value().bytes();
  const auto fitting = static_cast<std::size_t>(base::limits::kRulePatternsBytesMax / one);
  base::Json document = base::Json::array();
  for (std::size_t i = 0; i <= fitting; ++i) document.push_back(expression);
  const auto places = JsonPlace(document).items(document.size()).value();
  for (std::size_t i = 0; i < fitting; ++i) {
    ASSERT_TRUE(TextTest::compile(TextTestKind::kMatches, places[i])) << i;
  }
  EXPECT_EQ(TextTest::compile(TextTestKind::kMatches, places.back()).error().message,
            "/" + std::to_string(fitting) +
                ": is one pattern too many: the globs and regular expressions of the document take "
                "more than 67108864 bytes once they are compiled");
}

}  // namespace
}  // namespace flows::rules
