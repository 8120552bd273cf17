#include "base/json_text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/json.h"

namespace flows::base {
namespace {

TEST(AppendJsonString, AgreesWithTheJsonLibraryOnEveryCharacter) {
  std::string all;
  for (int c = 0; c < 128; ++c) all += static_cast<char>(c);
  all += "ü€😀";
  std::string text;
  append_json_string(text, all);
  const Result<Json> parsed = parse_json(text);
  ASSERT_TRUE(parsed) << text;
  EXPECT_EQ(parsed->get<std::string>(), all);
}

// Eight bytes are looked at together, so each byte stands at each place among plain ones.
TEST(AppendJsonString, AgreesWithTheJsonLibraryOnEveryByteAtEveryPlace) {
  for (int byte = 0; byte < 128; ++byte) {
    for (std::size_t size = 1; size <= 17; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        std::string text(size, 'x');
        text[at] = static_cast<char>(byte);
        std::string written = "before ";
        append_json_string(written, text);
        ASSERT_EQ(written, "before " + Json(text).dump());
      }
    }
  }
  std::string written;
  append_json_string(written, "üüüü€€€€😀😀");
  EXPECT_EQ(written, "\"üüüü€€€€😀😀\"");
}

TEST(ObjectText, WritesMembersInTheOrderOfTheCalls) {
  EXPECT_EQ(ObjectText()
                .string("b", "x\"y")
                .number("n", -3)
                .flag("f", true)
                .raw("r", R"({"a":1})")
                .string_if("absent", std::nullopt)
                .raw_if("missing", std::nullopt)
                .string_if("there", std::string("z"))
                .raw_if("list", std::string("[]"))
                .finish(),
            R"({"b":"x\"y","n":-3,"f":true,"r":{"a":1},"there":"z","list":[]})");
}

TEST(ObjectText, MayBeEmpty) { EXPECT_EQ(ObjectText().finish(), "{}"); }

TEST(ObjectText, AppendsToATextAndInsideOfAnother) {
  std::string text = "[";
  ObjectText outer(text);
  ObjectText(outer.member("empty")).close();
  ObjectText(outer.member("inner")).string("a", "b").number("c", 1).close();
  append_list(outer.member("list"), std::vector<int>{1, 2, 3},
              [](std::string& out, int number) { out += std::to_string(number); });
  append_list(outer.member("none"), std::vector<int>{}, [](std::string&, int) {});
  outer.close();
  EXPECT_EQ(text, R"([{"empty":{},"inner":{"a":"b","c":1},"list":[1,2,3],"none":[]})");
}

}  // namespace
}  // namespace flows::base
