#include "base/stored_json.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace flows::base {
namespace {

TEST(StoredJson, AcceptsOneValueWithAnythingInIt) {
  for (const auto* const text : {"{}", "[]", " [1, -2.5e3, \"\u00e4\", null, true] ", "\"\"", "0",
                                 R"({"a":{"b":[{"c":"\n"}]}})", "\"\xc3\xa4\""}) {
    EXPECT_TRUE(is_json(text)) << text;
    EXPECT_TRUE(parse_stored_json(text)) << text;
  }
}

TEST(StoredJson, TellsTheKindOfAValue) {
  EXPECT_TRUE(is_json(" {}", JsonKind::kObject));
  EXPECT_TRUE(is_json("[{}]", JsonKind::kArray));
  for (const auto* const text : {"1", "null", "\"[\"", "[]", "x", ""}) {
    EXPECT_FALSE(is_json(text, JsonKind::kObject)) << text;
  }
  for (const auto* const text : {"1", "null", "\"[\"", "{}", "[", ""}) {
    EXPECT_FALSE(is_json(text, JsonKind::kArray)) << text;
  }
}

TEST(StoredJson, RefusesWhatIsCutBrokenOrNotText) {
  for (const auto* const text :
       {"", " ", "x", "{", "[1,]", "[1] [2]", R"({"a")", "\"", "nul", "01", "\"\xc3\"", "\xff",
        "[1]//", "'a'", "1e400", "[-1e400]", "\xEF\xBB\xBF{}"}) {
    EXPECT_FALSE(is_json(text)) << text;
    EXPECT_FALSE(parse_stored_json(text)) << text;
  }
  EXPECT_FALSE(is_json(std::string("[1]\0", 4)));
}

TEST(StoredJson, RefusesWhatNestsDeeperThanTheProgramWrites) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(is_json(nested(2 * limits::kJsonDepthMax)));
  EXPECT_FALSE(is_json(nested(2 * limits::kJsonDepthMax + 1)));
  EXPECT_FALSE(is_json(std::string(1'000'000, '[')));
}

}  // namespace
}  // namespace flows::base
