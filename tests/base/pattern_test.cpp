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

TEST(GlobMatches, StarsAndQuestionMarks) {
  EXPECT_TRUE(glob_matches("anthropic.*", "anthropic.claude"));
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("a*b*c", "a1b2b3c"));
  EXPECT_TRUE(glob_matches("a?c", "abc"));
  EXPECT_FALSE(glob_matches("a?c", "ac"));
  EXPECT_FALSE(glob_matches("a*b", "a1b2"));
  EXPECT_FALSE(glob_matches("", "x"));
  EXPECT_TRUE(glob_matches("[x]", "[x]"));
}

TEST(GlobMatches, ManyStarsStayQuick) {
  EXPECT_FALSE(glob_matches("*a*a*a*a*a*a*a*a*b", std::string(20'000, 'a')));
}

}  // namespace
}  // namespace flows::base
