#include "base/text/percent.h"

#include <gtest/gtest.h>

#include <string>

namespace flows::base {
namespace {

TEST(PercentEncode, LeavesUnreservedCharactersOnly) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode("a b/c+ü%"), "a%20b%2Fc%2B%C3%BC%25");
  EXPECT_EQ(percent_encode("a/b c", "/"), "a/b%20c");
  EXPECT_EQ(percent_encode(std::string(1, '\0')), "%00");
}

TEST(PercentDecode, GivesTheBytesBack) {
  EXPECT_EQ(percent_decode("a%20b%2fc+%C3%BC"), "a b/c+ü");
  EXPECT_EQ(percent_decode(""), "");
}

TEST(PercentDecode, WantsTwoDigits) {
  for (const char* text : {"%", "a%2", "%g0", "%0g", "100%"}) {
    EXPECT_FALSE(percent_decode(text)) << text;
  }
}

}  // namespace
}  // namespace flows::base
