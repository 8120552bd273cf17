#include "offline/position.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <string_view>

#include "support/temp_dir.h"

namespace flows::offline {
namespace {

using base::Json;

// Texts in files of that name.
class PositionTest : public ::testing::Test {
 protected:
  TextDocument read(const std::string& name, std::string_view text) {
    const auto file = folder_.file(name);
    std::ofstream(file, std::ios::binary) << text;
    auto document = read_text_document(file);
    EXPECT_TRUE(document) << document.error().message;
    return *std::move(document);
  }

  // "line:column" of what a pointer leads to.
  static std::string place(const TextDocument& document, const std::string& pointer) {
    const Position found = Locator(document).find({}, path_of(Json::json_pointer(pointer)));
    return fmt::format("{}:{}", found.line, found.column);
  }

 private:
  testing::TempDir folder_;
};

// Looks up every value of a document whose scalars say where they stand: "line:column".
void expect_scalars_at_their_place(const TextDocument& document, const Json& value,
                                   const Json::json_pointer& pointer) {
  if (value.is_structured()) {
    for (const auto& [name, inner] : value.items()) {
      expect_scalars_at_their_place(document, inner,
                                    value.is_array() ? pointer / std::stoul(name) : pointer / name);
    }
    return;
  }
  const Position found = Locator(document).find({}, path_of(pointer));
  EXPECT_EQ(fmt::format("{}:{}", found.line, found.column), value) << pointer.to_string();
}

TEST_F(PositionTest, EveryValueOfJsonIsFound) {
  const auto document = read("a.json",
                             "{\"a\": \"1:7\", \"b\" : [\"1:21\" , [ ] , {}, [\"1:41\", {\"c\":"
                             "\"1:54\"}]],\n"
                             "  \"x/y~z\": {\"q\\\"\\u00e9}\": \"2:27\"},\r\n"
                             "\t\"ü\": \"3:7\", \"\": {\"\": \"3:23\"}}");
  expect_scalars_at_their_place(document, document.content, Json::json_pointer());
}

TEST_F(PositionTest, EveryValueOfYamlIsFound) {
  const auto document = read("a.yaml",
                             "# ä comment\n"
                             "a: \"2:4\"\n"
                             "b:\n"
                             "  - 4:5\n"
                             "  - [\"5:6\", {c: \"5:17\"}]\n"
                             "x/y~z:\r\n"
                             "    \"ü\": {\"é é\": 7:18}\r\n"
                             "last: '8:7'\n");
  expect_scalars_at_their_place(document, document.content, Json::json_pointer());
}

TEST_F(PositionTest, NumbersAndWordsAreFoundLikeTexts) {
  const auto document = read("a.json", "[1.5e3, true,null , -2, false]");
  EXPECT_EQ(place(document, "/0"), "1:2");
  EXPECT_EQ(place(document, "/1"), "1:9");
  EXPECT_EQ(place(document, "/2"), "1:14");
  EXPECT_EQ(place(document, "/3"), "1:21");
  EXPECT_EQ(place(document, "/4"), "1:25");
}

TEST_F(PositionTest, WhatIsNotThereIsWhereItWouldBe) {
  for (const auto& document : {read("a.json", "{\"nodes\": [1,\n {\"name\": \"x\"}]}"),
                               read("a.yaml", "nodes: [1,\n {name: \"x\"}]")}) {
    EXPECT_EQ(place(document, "/nodes/1/inputs/0"), "2:2");
    EXPECT_EQ(place(document, "/nodes/2"), document.is_yaml ? "1:8" : "1:11");
    EXPECT_EQ(place(document, "/nodes/x"), document.is_yaml ? "1:8" : "1:11");
    EXPECT_EQ(place(document, "/other"), "1:1");
  }
}

TEST_F(PositionTest, OfARepeatedMemberTheLastOneCounts) {
  EXPECT_EQ(place(read("a.json", "{\"a\": 1,\n\"a\": [\n2]}"), "/a/0"), "3:1");
}

TEST_F(PositionTest, AByteOrderMarkIsNoColumn) {
  EXPECT_EQ(place(read("a.json", "\xEF\xBB\xBF{\"a\": 1}"), "/a"), "1:7");
  EXPECT_EQ(place(read("a.yaml",
                       "\xEF\xBB\xBF"
                       "b: 1\na: 1"),
                  "/a"),
            "2:4");
}

TEST_F(PositionTest, NamesMayBeSpelledAsInTemplates) {
  const auto document = read("a.yaml", "Nodes:\n  - Name: x\n    name: y\n");
  EXPECT_EQ(place(document, "/nodes/0/name"), "3:11");
  EXPECT_EQ(place(document, "/Nodes/0/Name"), "2:11");
}

TEST_F(PositionTest, FunctionsOfTemplatesAreNotLookedInto) {
  const auto yaml = read("a.yaml",
                         "Nodes:\n"
                         "  - Name: x\n"
                         "  - !If [Big, {Name: a}, {Name: b}]\n"
                         "  - Name: !Sub \"${x}\"\n"
                         "More: !If [Big, [1], [2]]\n");
  EXPECT_EQ(place(yaml, "/nodes/0/name"), "2:11");
  EXPECT_EQ(place(yaml, "/nodes/1/name"), "3:5");
  EXPECT_EQ(place(yaml, "/nodes/2/name"), "2:3") << "the function may give no item";
  EXPECT_EQ(place(yaml, "/more/0"), "5:7");
  const auto json = read("a.json", R"({"Nodes": {"Fn::If": ["Big", [{"Name": 1}], []]}})");
  EXPECT_EQ(place(json, "/nodes/0/name"), "1:11");
}

TEST_F(PositionTest, AnAliasLeadsToWhatItNames) {
  const auto document = read("a.yaml", "a: &x\n  b: 1\nc: *x\n");
  EXPECT_EQ(place(document, "/c/b"), "2:6");
}

}  // namespace
}  // namespace flows::offline
