#include "base/text/ascii.h"

#include <gtest/gtest.h>

namespace flows::base {
namespace {

TEST(Ascii, ClassifiesItsOwnCharactersOnly) {
  EXPECT_TRUE(is_digit('0') && is_digit('9') && !is_digit('a') && !is_digit('/'));
  EXPECT_TRUE(is_letter('a') && is_letter('Z') && !is_letter('@') && !is_letter('['));
  EXPECT_TRUE(is_alphanumeric('z') && is_alphanumeric('5') && !is_alphanumeric('_'));
  EXPECT_FALSE(is_letter('\xE4') || is_digit('\xB2') || is_white_space('\xA0'));
}

TEST(Ascii, ChangesTheCaseOfLettersOnly) {
  EXPECT_EQ(lowered("Ab-Z[{\xC4"), "ab-z[{\xC4");
  EXPECT_EQ(to_upper('q'), 'Q');
  EXPECT_EQ(to_upper('-'), '-');
  EXPECT_EQ(with_lower_first("InlineCode"), "inlineCode");
  EXPECT_EQ(with_lower_first(""), "");
}

TEST(Trimmed, TakesWhiteSpaceFromBothEnds) {
  EXPECT_EQ(trimmed(" \t\r\na b\n "), "a b");
  EXPECT_EQ(trimmed(" \n"), "");
  EXPECT_EQ(trimmed(""), "");
}

TEST(EqualIgnoringCase, ComparesWholeTexts) {
  EXPECT_TRUE(equal_ignoring_case("Content-Type", "content-TYPE"));
  EXPECT_FALSE(equal_ignoring_case("Content-Type", "Content-Typ"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
}

}  // namespace
}  // namespace flows::base
