#include "wire/page_token.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace flows::wire {
namespace {

using Key = std::vector<std::string>;

constexpr std::string_view kScope = "ListFlows/123456789012/us-east-1";

TEST(PageToken, GivesItsKeyBack) {
  for (const Key& key : {Key{}, Key{""}, Key{"a"}, Key{"2025", "FLOW000001"},
                         Key{std::string("\0\xFF|", 3), "", "ü"}}) {
    EXPECT_EQ(decode_page_token(kScope, encode_page_token(kScope, key)).value(), key);
  }
}

TEST(PageToken, FitsTheShapeOfNextToken) {
  const std::string token = encode_page_token(kScope, {"2025-03-20", "FLOW000001"});
  EXPECT_FALSE(token.empty());
  EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                    "0123456789-_"),
            token.npos);
}

TEST(PageToken, OfAnotherListIsRefused) {
  const auto result =
      decode_page_token("ListFlows/123456789012/eu-west-1", encode_page_token(kScope, {"a"}));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, base::ErrorCode::kValidation);
  EXPECT_EQ(result.error().message, "The nextToken value is not valid for this request");
}

TEST(PageToken, AlteredAnywhereIsRefused) {
  const std::string token = encode_page_token(kScope, {"key", "FLOW000001"});
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(decode_page_token(kScope, altered).has_value()) << i;
    EXPECT_FALSE(decode_page_token(kScope, token.substr(0, i)).has_value()) << i;
  }
}

TEST(PageToken, HasOneSpellingOnly) {
  for (const Key& key : {Key{"a"}, Key{"ab"}, Key{"abc"}}) {
    EXPECT_FALSE(decode_page_token(kScope, encode_page_token(kScope, key) + "A").has_value());
  }
}

TEST(PageToken, OfForeignMakeIsRefused) {
  for (const char* token : {"", "A", "AAAAAA", "not base64!", "====", "é"}) {
    EXPECT_FALSE(decode_page_token(kScope, token).has_value()) << token;
  }
}

}  // namespace
}  // namespace flows::wire
