#include "base/stored_json.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace flows::base {
namespace {

bool is_array(std::string_view text) { return is_json(text, JsonKind::kArray); }
bool is_object(std::string_view text) { return is_json(text, JsonKind::kObject); }

TEST(StoredJson, AcceptsOneValueWithAnythingInIt) {
  for (const auto* const text : {"[]", " [1, -2.5e3, \"\u00e4\", null, true] ", "[0]", "[\"\"]"}) {
    EXPECT_TRUE(is_array(text)) << text;
    EXPECT_FALSE(is_object(text)) << text;
    EXPECT_TRUE(parse_stored_json(text)) << text;
  }
  for (const auto* const text :
       {"{}", "\t\n{}", R"({"a":{"b":[{"c":"\n"}]}})", "{\"\xc3\xa4\":1}"}) {
    EXPECT_TRUE(is_object(text)) << text;
    EXPECT_FALSE(is_array(text)) << text;
    EXPECT_TRUE(parse_stored_json(text)) << text;
  }
}

TEST(StoredJson, RefusesWhatIsCutBrokenOrNotText) {
  for (const auto* const text :
       {"", " ", "x", "[", "[1,]", "[1] [2]", "[\"", "[nul]", "[01]", "[\"\xc3\"]", "\xff", "[1]//",
        "['a']", "[1e400]", "[-1e400]", "\xEF\xBB\xBF[]"}) {
    EXPECT_FALSE(is_array(text)) << text;
    EXPECT_FALSE(parse_stored_json(text)) << text;
  }
  for (const auto* const text : {"{", R"({"a")", R"({"a":1e400})", "{}{}", "\xEF\xBB\xBF{}"}) {
    EXPECT_FALSE(is_object(text)) << text;
    EXPECT_FALSE(parse_stored_json(text)) << text;
  }
  EXPECT_FALSE(is_array(std::string("[1]\0", 4)));
}

TEST(StoredJson, RefusesWhatNestsDeeperThanTheProgramWrites) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(is_array(nested(2 * limits::kJsonDepthMax)));
  EXPECT_FALSE(is_array(nested(2 * limits::kJsonDepthMax + 1)));
  EXPECT_FALSE(is_array(std::string(1'000'000, '[')));
}

}  // namespace
}  // namespace flows::base
