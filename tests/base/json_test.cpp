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

// parse_json and the library's own parser, which is the slower one, agree.
void expect_agreement(std::string_view text) {
  const Json library = Json::parse(text, nullptr, false);
  const Result<Json> ours = parse_json(text);
  ASSERT_EQ(ours.has_value(), !library.is_discarded()) << text;
  if (!ours) return;
  EXPECT_EQ(*ours, library) << text;
  EXPECT_EQ(ours->type(), library.type()) << text;
  EXPECT_EQ(ours->dump(), library.dump()) << text;
}

TEST(ParseJson, AgreesWithTheLibrary) {
  for (const char* text : {"0",
                           "-0",
                           "-0.0",
                           "-1",
                           "01",
                           "-",
                           "1.",
                           ".5",
                           "1e5",
                           "1E+05",
                           "1e",
                           "1e-400",
                           "1e400",
                           "9223372036854775807",
                           "9223372036854775808",
                           "-9223372036854775808",
                           "-9223372036854775809",
                           "18446744073709551615",
                           "18446744073709551616",
                           "0.1",
                           "4.35",
                           "8.41e21",
                           "5e-324",
                           "2.2250738585072011e-308",
                           "9007199254740993.0",
                           "123456789012345678901234567890",
                           "1.7976931348623157e308",
                           "1.7976931348623159e308",
                           R"("\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\")",
                           R"("a\u0000b")",
                           R"("\ud800")",
                           R"("\ud800\u0041")",
                           R"("\udc00")",
                           R"("\x")",
                           R"("\u12g4")",
                           "\"\t\"",
                           "\"\x7f\"",
                           "\"\xed\xa0\x80\"",
                           "\"\xc0\xaf\"",
                           "\"\xf4\x90\x80\x80\"",
                           "\"\xe2\x82\"",
                           "\xef\xbb\xbf{}",
                           "\t\r\n {} \n",
                           "{}{}",
                           "[1 2]",
                           "{\"a\"}",
                           "{\"a\":1,}",
                           "//x\n1"}) {
    expect_agreement(text);
  }
}

// Each of many texts differs from a good one in one place.
TEST(ParseJson, AgreesWithTheLibraryOnBrokenTexts) {
  const std::string good =
      R"({"name": "x\u00e9\n\"", "list": [1, -20, 3.5e-7, true, false, null, [], {}],)"
      R"( "it": {"é": "}]"}})";
  using namespace std::string_view_literals;
  constexpr auto kBytes = "\0\x1f \"\\/{}[]:,-+.0159aefnrtuE\x7f\x80\xc3\xff"sv;
  for (std::size_t at = 0; at <= good.size(); ++at) {
    expect_agreement(good.substr(0, at));
    for (const char byte : kBytes) {
      if (at == good.size() && byte == '\0') continue;  // where the library takes it for the end
      std::string text = good;
      expect_agreement(text.insert(at, 1, byte));
      if (at == good.size()) continue;
      text = good;
      text[at] = byte;
      expect_agreement(text);
    }
  }
}

TEST(ParseJson, RefusesAZeroByteBehindTheDocument) {
  using namespace std::string_view_literals;
  EXPECT_EQ(round_trip("{}\0"sv),
            "error: The request body is not valid JSON at byte 3: unexpected byte 0x00");
}

TEST(ParseJson, SaysWhatIsWrong) {
  const auto fault_of = [](std::string_view text) {
    const Result<Json> parsed = parse_json(text);
    return parsed ? "" : parsed.error().message.substr(parsed.error().message.find(": ") + 2);
  };
  EXPECT_EQ(fault_of("[1,"), "the text ends too early");
  EXPECT_EQ(fault_of("[1,]"), "unexpected ']'");
  EXPECT_EQ(fault_of("1 2"), "unexpected '2'");
  EXPECT_EQ(fault_of("\"\t\""), "unexpected byte 0x09");
  EXPECT_EQ(fault_of("[1e999]"), "the number is too large");
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
  EXPECT_NE(parsed.error().message.find("unexpected byte 0xff"), std::string::npos);
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
