#include "base/text/hex.h"

#include <gtest/gtest.h>

namespace flows::base {
namespace {

TEST(Hex, WritesTwoDigitsForEachByte) {
  EXPECT_EQ(hex(""), "");
  EXPECT_EQ(hex(std::string_view("\x00\x0F\xA5\xFF", 4)), "000fa5ff");
}

TEST(HexValue, KnowsDigitsOfEitherCase) {
  EXPECT_EQ(hex_value('0'), 0U);
  EXPECT_EQ(hex_value('f'), 15U);
  EXPECT_EQ(hex_value('A'), 10U);
  EXPECT_FALSE(hex_value('g'));
  EXPECT_FALSE(hex_value('\0'));
}

}  // namespace
}  // namespace flows::base
