#include "base/text/base64.h"

#include <gtest/gtest.h>

#include <string>

namespace flows::base {
namespace {

// The texts of RFC 4648, and the two characters that this alphabet has for itself.
TEST(Base64Url, EncodesWhatIsKnown) {
  EXPECT_EQ(encode_base64url(""), "");
  EXPECT_EQ(encode_base64url("f"), "Zg");
  EXPECT_EQ(encode_base64url("fo"), "Zm8");
  EXPECT_EQ(encode_base64url("foo"), "Zm9v");
  EXPECT_EQ(encode_base64url("foobar"), "Zm9vYmFy");
  EXPECT_EQ(encode_base64url("\xFB\xFF\xFE"), "-__-");
}

TEST(Base64Url, GivesEveryByteBack) {
  std::string bytes;
  for (int value = 0; value < 256; ++value) {
    bytes += static_cast<char>(value);
    EXPECT_EQ(decode_base64url(encode_base64url(bytes)), bytes) << value;
  }
}

TEST(Base64Url, HasOneSpellingForTheSameBytes) {
  for (const char* text :
       {"Zg==", "Zh", "Zm9v\n", " Zm9v", "Z", "Zm9vA", "+//+", "Zm-9=", "é", "Zm9v====", "===="}) {
    EXPECT_FALSE(decode_base64url(text)) << text;
  }
}

}  // namespace
}  // namespace flows::base
