#include "base/json.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace flows::base {
namespace {

std::string round_trip(std::string_view text) {
  const Result<Json> parsed = parse_json(text);
  return parsed ? to_text(*parsed) : "error: " + parsed.error().message;
}

TEST(ParseJson, KeepsTheOrderOfMembersAndTheSpellingOfNumbersThatMatters) {
  EXPECT_EQ(round_trip(R"( {"z": 1, "a": [0.0, 1.5, -2, 18446744073709551615], "m": {}} )"),
            R"({"z":1,"a":[0.0,1.5,-2,18446744073709551615],"m":{}})");
}

TEST(ParseJson, ScalarsAreDocumentsToo) {
  for (const char* text : {"null", "true", "\"x\"", "3", "[]"}) EXPECT_EQ(round_trip(text), text);
}

TEST(ParseJson, ARepeatedMemberKeepsItsLastValue) {
  EXPECT_EQ(round_trip(R"({"a":1,"b":2,"a":{"c":3,"c":4}})"), R"({"b":2,"a":{"c":4}})");
}

TEST(ParseJson, SaysWhereTheTextIsBroken) {
  const Result<Json> parsed = parse_json(R"({"a":})");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, ErrorCode::kSerialization);
  EXPECT_TRUE(parsed.error().message.starts_with("The request body is not valid JSON at byte 6"))
      << parsed.error().message;
}

TEST(ParseJson, SaysLineAndColumnWhereAskedTo) {
  const auto place_in = [](std::string_view text) {
    const Result<Json> parsed = parse_json(text, "It", TextPlace::kLineAndColumn);
    return parsed ? "" : parsed.error().message.substr(0, parsed.error().message.find(": "));
  };
  EXPECT_EQ(place_in("{\"a\":}"), "It is not valid JSON at line 1, column 6");
  EXPECT_EQ(place_in("{\n  \"a\": 1,\n  x}"), "It is not valid JSON at line 3, column 3");
  EXPECT_EQ(place_in(""), "It is not valid JSON at line 1, column 1");
}

TEST(ParseJson, AMessageAboutBytesThatAreNotUtf8IsUtf8) {
  const Result<Json> parsed = parse_json("\"\xff\"");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().message.find('\xff'), std::string::npos);
  EXPECT_NE(parsed.error().message.find("\xEF\xBF\xBD"), std::string::npos);
}

TEST(ParseJson, RefusesWhatIsNoJson) {
  for (const char* text : {"", "{", "[1,]", "{'a':1}", "nul", "1 2", "\"\xff\"", "NaN", "1e999"}) {
    EXPECT_FALSE(parse_json(text)) << text;
  }
}

TEST(ParseJson, NestsAsDeepAsTheLimitAndNoDeeper) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse_json(nested(limits::kJsonDepthMax)));
  const Result<Json> deeper = parse_json(nested(limits::kJsonDepthMax + 1));
  ASSERT_FALSE(deeper);
  EXPECT_EQ(deeper.error().message, "The request body nests deeper than 200 levels.");
}

TEST(ParseJson, AnObjectOfManyMembersIsReadInOnePass) {
  // A quadratic reader would need minutes here.
  std::string text = "{";
  for (int i = 0; i < 300'000; ++i) text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":0";
  const Result<Json> parsed = parse_json(text + "}");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->size(), 300'000U);
}

TEST(ToText, AgreesWithTheLibrary) {
  const Json value =
      Json::parse(R"({"":[],"a":{},"ä":"ö","n":null,"t":true,"i":-12,"u":18446744073709551615,)"
                  R"("f":[0.1,1e300,-0.0,1.0],"s":"\u0000\n\"\\/","deep":[[[{"x":[1,[2]]}]]]})");
  EXPECT_EQ(to_text(value), value.dump());
  for (const Json& member : value) EXPECT_EQ(to_text(member), member.dump());
  std::string text = "before ";
  append_json(text, value);
  EXPECT_EQ(text, "before " + value.dump());
}

TEST(ToText, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(to_text(Json(std::string("a\xff"))), "\"a\xEF\xBF\xBD\"");
}

TEST(FindMember, LooksIntoObjectsOnly) {
  const Json object = {{"a", 1}};
  ASSERT_NE(find_member(object, "a"), nullptr);
  EXPECT_EQ(*find_member(object, "a"), 1);
  EXPECT_EQ(find_member(object, "b"), nullptr);
  EXPECT_EQ(find_member(Json::array({1}), "a"), nullptr);
}

}  // namespace
}  // namespace flows::base
