#include "rules/text_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/json.h"
#include "base/limits.h"

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

// A document has room for thousands of patterns.
TEST(TextTest, APatternThatTakesMuchIsAFault) {
  EXPECT_TRUE(compile_test(TextTestKind::kMatches, "[a-z]{1,900}"));
  EXPECT_THAT(compile_test(TextTestKind::kMatches, "((\\pL{1,30}){1,30}){1,30}").error().message,
              StartsWith("is not a valid regular expression: "));
  EXPECT_TRUE(compile_test(TextTestKind::kGlob, std::string(1'000, '?')));
  EXPECT_THAT(
      compile_test(TextTestKind::kGlob, std::string(base::limits::kRulePatternBytesMax / 8, '?'))
          .error()
          .message,
      StartsWith("is not a valid glob: "));
}

}  // namespace
}  // namespace flows::rules
