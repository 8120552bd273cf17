#include "rules/text_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"

namespace flows::rules {
namespace {

using ::testing::StartsWith;

base::Result<TextTest> compile(TextTestKind kind, const base::Json& json) {
  return TextTest::compile(kind, JsonPlace(json));
}

TEST(TextTest, AGlobFitsTheWholeText) {
  const auto test = compile(TextTestKind::kGlob, "a*c").value();
  EXPECT_TRUE(test.fits("abc"));
  EXPECT_FALSE(test.fits("abcd"));
  EXPECT_EQ(test.misfit("abcd"), "\"a*c\" does not fit \"abcd\"");
}

TEST(TextTest, APartIsSearchedLetterByLetter) {
  const auto test = compile(TextTestKind::kContains, "b*").value();
  EXPECT_TRUE(test.fits("ab*c"));
  EXPECT_FALSE(test.fits("abbc"));
  EXPECT_EQ(test.misfit("abbc"), "\"b*\" is no part of it");
}

TEST(TextTest, AnExpressionMatchesAPartOfTheText) {
  const auto test = compile(TextTestKind::kMatches, "^a.c").value();
  EXPECT_TRUE(test.fits("abcd"));
  EXPECT_FALSE(test.fits("xabc"));
  EXPECT_EQ(test.misfit("xabc"), "\"^a.c\" matches no part of it");
}

TEST(TextTest, WhatCanFitNothingOrIsNoTextIsAFault) {
  EXPECT_EQ(compile(TextTestKind::kGlob, "").error().message, "must not be empty");
  EXPECT_TRUE(compile(TextTestKind::kContains, "").value().fits("anything"));
  EXPECT_EQ(compile(TextTestKind::kContains, 5).error().message, "must be a string, not number");
  EXPECT_THAT(compile(TextTestKind::kMatches, "(").error().message,
              StartsWith("is not a valid regular expression"));
}

}  // namespace
}  // namespace flows::rules
