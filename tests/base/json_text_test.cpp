#include "base/json_text.h"

#include <gtest/gtest.h>

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

TEST(ObjectText, WritesMembersInTheOrderOfTheCalls) {
  EXPECT_EQ(ObjectText()
                .string("b", "x\"y")
                .number("n", -3)
                .raw("r", R"({"a":1})")
                .string_if("absent", std::nullopt)
                .raw_if("missing", std::nullopt)
                .string_if("there", std::string("z"))
                .raw_if("list", std::string("[]"))
                .finish(),
            R"({"b":"x\"y","n":-3,"r":{"a":1},"there":"z","list":[]})");
}

TEST(ObjectText, MayBeEmpty) { EXPECT_EQ(ObjectText().finish(), "{}"); }

}  // namespace
}  // namespace flows::base
