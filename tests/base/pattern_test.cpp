#include "base/pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace flows::base {
namespace {

TEST(Pattern, MatchesTheWholeOrAPart) {
  const auto pattern = Pattern::compile("b+");
  ASSERT_TRUE(pattern);
  EXPECT_TRUE(pattern->matches_whole("bbb"));
  EXPECT_FALSE(pattern->matches_whole("abbbc"));
  EXPECT_TRUE(pattern->matches_part("abbbc"));
  EXPECT_FALSE(pattern->matches_part("ac"));
}

TEST(Pattern, SaysWhatIsWrongInAnExpression) {
  const auto pattern = Pattern::compile("a(b");
  ASSERT_FALSE(pattern);
  EXPECT_EQ(pattern.error().code, ErrorCode::kValidation);
  EXPECT_NE(pattern.error().message.find("missing"), std::string::npos) << pattern.error().message;
}

TEST(Pattern, NestedRepetitionsStayLinear) {
  // A backtracking matcher would never come back from this one.
  const auto pattern = Pattern::compile("(a*)*b");
  ASSERT_TRUE(pattern);
  EXPECT_FALSE(pattern->matches_whole(std::string(100'000, 'a')));
}

bool fits(std::string_view glob, std::string_view text) {
  return Pattern::from_glob(glob)->matches_whole(text);
}

TEST(Glob, HasStarsAndQuestionMarks) {
  EXPECT_TRUE(fits("anthropic.*", "anthropic.claude"));
  EXPECT_TRUE(fits("*", ""));
  EXPECT_TRUE(fits("a*b*c", "a1b2b3c"));
  EXPECT_TRUE(fits("a?c", "abc"));
  EXPECT_TRUE(fits("a?c", "aüc"));
  EXPECT_TRUE(fits("a*c", "a\n\nc"));
  EXPECT_FALSE(fits("a?c", "ac"));
  EXPECT_FALSE(fits("a*b", "a1b2"));
  EXPECT_FALSE(fits("", "x"));
}

TEST(Glob, TakesAllElseAsItIs) {
  EXPECT_TRUE(fits("[x]", "[x]"));
  EXPECT_TRUE(fits("a.b+(c)\\d{2}^$|", "a.b+(c)\\d{2}^$|"));
  EXPECT_FALSE(fits("a.b", "axb"));
  EXPECT_TRUE(fits(std::string_view("a\0*", 3), std::string_view("a\0b", 3)));
}

TEST(Glob, WithManyStarsStaysQuick) {
  EXPECT_FALSE(fits("*a*a*a*a*a*a*a*a*b", std::string(20'000, 'a')));
}

TEST(Glob, ThatIsNoTextIsRefused) { EXPECT_FALSE(Pattern::from_glob("\xFF")); }

}  // namespace
}  // namespace flows::base
