#include "expr/text_reading.h"

#include <gtest/gtest.h>

namespace flows::expr {
namespace {

TEST(FaultAt, NamesTheCharacterFromOne) {
  EXPECT_EQ(fault_at("abc", 0, "wrong").message, "At character 1: wrong.");
  EXPECT_EQ(fault_at("äöü", 4, "wrong").message, "At character 3: wrong.");
  EXPECT_EQ(fault_at("äöü", 6, "wrong").message, "At character 4: wrong.");
  EXPECT_EQ(fault_at("", 0, "wrong").code, base::ErrorCode::kValidation);
}

TEST(DescribeCharacter, ShowsWhatCanBeShown) {
  EXPECT_EQ(describe_character("€", 0), "'€'");
  EXPECT_EQ(describe_character("\n", 0), "the byte 0x0A");
  EXPECT_EQ(describe_character("\xFE", 0), "the byte 0xFE");
  EXPECT_EQ(describe_character("a", 1), "the end of the expression");
}

TEST(ReadQuoted, EndsAtItsOwnQuoteOnly) {
  const auto quoted = read_quoted(R"(x 'a"b\'c\\' y)", 2);
  ASSERT_TRUE(quoted);
  EXPECT_EQ(quoted->content, R"(a"b'c\)");
  EXPECT_EQ(quoted->end, 12U);
}

TEST(ReadQuoted, ABackslashAtTheEndProtectsNothing) {
  EXPECT_FALSE(read_quoted("\"a\\", 0));
  EXPECT_FALSE(read_quoted("\"a\\\"", 0));
  EXPECT_TRUE(read_quoted("\"a\\\\\"", 0));
}

}  // namespace
}  // namespace flows::expr
