#include "expr/input_expression.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/limits.h"

namespace flows::expr {
namespace {

using base::Json;

InputExpression parsed_input(std::string_view text) { return InputExpression::parse(text).value(); }

std::string input_cause(std::string_view text) {
  const auto expression = InputExpression::parse(text);
  return expression ? "well formed" : expression.error().message;
}

TEST(InputExpression, KeepsItsTextThroughCopies) {
  const InputExpression first = parsed_input("$.data.a[ 0 ]");
  const InputExpression copy = first;
  EXPECT_EQ(copy.text(), "$.data.a[ 0 ]");
  EXPECT_EQ(copy.evaluate(Json{{"a", {7}}}), Json(7));
}

TEST(InputExpression, OnlyTheBareRootIsWhole) {
  EXPECT_TRUE(parsed_input("$.data").is_whole());
  for (const char* text : {"$.data.a", "$.data[0]", "$.data.*", "$.data[:]"}) {
    EXPECT_FALSE(parsed_input(text).is_whole()) << text;
  }
}

TEST(InputExpression, WildcardsListsAndSlicesMakeItIndefinite) {
  for (const char* text : {"$.data", "$.data.a", "$.data['a']", "$.data[0]", "$.data[-1].a"}) {
    EXPECT_TRUE(parsed_input(text).is_definite()) << text;
  }
  for (const char* text : {"$.data.*", "$.data[*]", "$.data[0,1]", "$.data[1:]", "$.data.*.a"}) {
    EXPECT_FALSE(parsed_input(text).is_definite()) << text;
  }
}

TEST(InputExpression, EndsInManyLooksAtTheLastStepOnly) {
  for (const char* text : {"$.data.*", "$.data[*]", "$.data.a[0,1]", "$.data.a[1:]"}) {
    EXPECT_TRUE(parsed_input(text).ends_in_many()) << text;
  }
  for (const char* text : {"$.data", "$.data.a", "$.data.*.a", "$.data[1:][0]"}) {
    EXPECT_FALSE(parsed_input(text).ends_in_many()) << text;
  }
}

TEST(InputExpression, FaultsAreValidationErrors) {
  const auto expression = InputExpression::parse("$.x");
  ASSERT_FALSE(expression);
  EXPECT_EQ(expression.error().code, base::ErrorCode::kValidation);
}

TEST(InputExpression, FaultsCountCharactersNotBytes) {
  EXPECT_EQ(input_cause("$.data.日本!"), "At character 10: '.' or '[' must come next, not '!'.");
}

TEST(InputExpression, BytesThatAreNotUtf8AreNoLetters) {
  const std::string begin = "$.data.a";
  EXPECT_EQ(input_cause(begin + "\xFF"),
            "At character 9: '.' or '[' must come next, not the byte 0xFF.");
  for (const char* bytes : {"\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                            "\xF4\x90\x80\x80", "\xC3", "\xE2\x82", "\x80"}) {
    EXPECT_FALSE(InputExpression::parse(begin + bytes)) << bytes;
  }
  for (const char* bytes : {"\xC3\xA9", "\xE2\x82\xAC", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(InputExpression::parse(begin + bytes)) << bytes;
  }
}

TEST(InputExpression, OnlySpacesMayStandAroundNumbers) {
  EXPECT_TRUE(InputExpression::parse("$.data[ 0 , 1 ]"));
  EXPECT_EQ(input_cause("$.data[0\t]"), "At character 9: ']' must come next, not the byte 0x09.");
  EXPECT_FALSE(InputExpression::parse("$.data[0\n,1]"));
}

TEST(InputExpression, ANulByteIsNoEnd) {
  EXPECT_FALSE(InputExpression::parse(std::string_view("$.data\0", 7)));
  EXPECT_FALSE(InputExpression::parse(std::string_view("$.data.a\0b", 10)));
}

TEST(InputExpression, ManyStepsAreFine) {
  std::string text = "$.data";
  Json value = 1;
  for (int i = 0; i < 100; ++i) {
    text += ".a";
    value = Json{{"a", value}};
  }
  EXPECT_EQ(parsed_input(text).evaluate(value), Json(1));
}

TEST(InputExpression, WildcardsKeepTheOrderOfMembers) {
  const Json value = base::parse_json(R"({"z":{"v":1},"a":{"v":2},"m":{"v":3}})").value();
  EXPECT_EQ(parsed_input("$.data.*.v").evaluate(value), Json::array({1, 2, 3}));
}

TEST(InputExpression, AListThatRepeatsPositionsIsHeldToTheSizeOfADocument) {
  const Json value = Json::array({std::string(base::limits::kDocumentBytesMax / 4, 'x')});
  const auto fits = parsed_input("$.data[0,0,0]").evaluate(value);
  ASSERT_TRUE(fits);
  EXPECT_EQ(fits->size(), 3U);
  EXPECT_EQ(parsed_input("$.data[0,0,0,0]").evaluate(value), std::nullopt);
}

TEST(InputExpression, TheSizeOfADocumentCountsNamesAndNestedValues) {
  const std::string part(base::limits::kDocumentBytesMax / 4, 'x');
  const Json by_name = Json::array({Json{{part, 1}}});
  const Json nested = Json::array({Json{{"a", Json::array({part})}}});
  for (const Json* value : {&by_name, &nested}) {
    EXPECT_TRUE(parsed_input("$.data[0,0,0]").evaluate(*value));
    EXPECT_EQ(parsed_input("$.data[0,0,0,0]").evaluate(*value), std::nullopt);
  }
}

TEST(InputExpression, ListsThatMultiplyEachOtherStopEarly) {
  Json value = 1;
  std::string text = "$.data";
  for (int i = 0; i < 30; ++i) {
    value = Json::array({value});
    text += "[0,0]";
  }
  EXPECT_EQ(parsed_input(text).evaluate(value), std::nullopt);
}

TEST(InputExpression, WithoutAListAnyResultIsHandedOut) {
  const Json value = Json::array({std::string(base::limits::kDocumentBytesMax + 1, 'x')});
  EXPECT_EQ(parsed_input("$.data[*]").evaluate(value), value);
}

}  // namespace
}  // namespace flows::expr
