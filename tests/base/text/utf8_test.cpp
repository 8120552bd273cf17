#include "base/text/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace flows::base {
namespace {

TEST(IsUtf8, TakesWellFormedText) {
  for (const char* text : {"", "plain", "é", "€", "😀", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
}

TEST(IsUtf8, RefusesMalformedText) {
  for (const char* text : {"\x80", "\xC0\x80", "\xC3", "\xC3(", "\xE0\x80\x80", "\xED\xA0\x80",
                           "\xE2\x82", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xFF"}) {
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(CountCharacters, CountsCharactersNotBytes) {
  EXPECT_EQ(count_characters(""), 0U);
  EXPECT_EQ(count_characters("aé€😀"), 4U);
  // Eight bytes are counted together: each character begins at each place among them.
  for (const std::string_view character : {"a", "é", "€", "😀"}) {
    for (std::size_t before = 0; before < 10; ++before) {
      for (std::size_t after = 0; after < 10; ++after) {
        const std::string text =
            std::string(before, 'x') + std::string(character) + std::string(after, 'x');
        EXPECT_EQ(count_characters(text), before + 1 + after) << text;
      }
    }
  }
}

TEST(FirstCharacters, NeverCutsACharacter) {
  EXPECT_EQ(first_characters("é€😀", 2), "é€");
  EXPECT_EQ(first_characters("é€😀", 3), "é€😀");
  EXPECT_EQ(first_characters("é€😀", 9), "é€😀");
  EXPECT_EQ(first_characters("é", 0), "");
}

TEST(CharacterBytes, AreThoseOfUtf8) {
  EXPECT_EQ(character_bytes("a", 0), 1U);
  EXPECT_EQ(character_bytes("é", 0), 2U);
  EXPECT_EQ(character_bytes("€", 0), 3U);
  EXPECT_EQ(character_bytes("😀", 0), 4U);
  EXPECT_EQ(character_bytes("é", 1), 0U);
  EXPECT_EQ(character_bytes("a", 1), 0U);
  EXPECT_EQ(character_bytes("\xE2\x82", 0), 0U);
}

}  // namespace
}  // namespace flows::base
