#include "offline/yaml_reader.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace flows::offline {
namespace {

std::string read(std::string_view text) {
  const base::Result<base::Json> parsed = parse_yaml(text, "t.yaml");
  return parsed ? base::to_text(*parsed) : "error: " + parsed.error().message;
}

TEST(ParseYaml, PlainScalarsAreWhatJsonCouldWrite) {
  EXPECT_EQ(read("[null, ~, , true, False, 1, -2, 0.5, 1e3]"),
            "[null,null,null,true,false,1,-2,0.5,1000.0]");
  EXPECT_EQ(read("[yes, 010, +1, .5, 1_000, 2024-01-01, 0x1F, 1e999, -, a b]"),
            R"(["yes","010","+1",".5","1_000","2024-01-01","0x1F","1e999","-","a b"])");
}

TEST(ParseYaml, QuotedScalarsAreText) {
  EXPECT_EQ(read(R"(["1", 'true', "", !!str 5, "a\nb"])"), R"(["1","true","","5","a\nb"])");
  EXPECT_EQ(read("a: |\n  x\n  y\n"), R"({"a":"x\ny\n"})");
}

TEST(ParseYaml, StandardTagsChangeNothingElse) {
  EXPECT_EQ(read("[!!int 5, !!seq [1], !!map {a: 1}, !!null '']"), R"([5,[1],{"a":1},null])");
}

TEST(ParseYaml, KeysAreTextAndKeepTheirOrder) {
  EXPECT_EQ(read("z: 1\n1: 2\ntrue: 3\n\"<<\": 4"), R"({"z":1,"1":2,"true":3,"<<":4})");
}

TEST(ParseYaml, TagsBecomeFunctions) {
  EXPECT_EQ(read("!Ref Flow"), R"({"Ref":"Flow"})");
  EXPECT_EQ(read("!Condition IsProd"), R"({"Condition":"IsProd"})");
  EXPECT_EQ(read("!GetAtt Flow.Arn"), R"({"Fn::GetAtt":["Flow","Arn"]})");
  EXPECT_EQ(read("!GetAtt A.B.C"), R"({"Fn::GetAtt":["A","B.C"]})");
  EXPECT_EQ(read("!GetAtt [A, B.C]"), R"({"Fn::GetAtt":["A","B.C"]})");
  EXPECT_EQ(read("!Sub '${A}'"), R"({"Fn::Sub":"${A}"})");
  EXPECT_EQ(read("!Sub [x, {y: !Ref Z}]"), R"({"Fn::Sub":["x",{"y":{"Ref":"Z"}}]})");
  EXPECT_EQ(read("a: !Join\n  - ','\n  - [b, !Ref c]\n"),
            R"({"a":{"Fn::Join":[",",["b",{"Ref":"c"}]]}})");
  EXPECT_EQ(read("!Whatever {a: 1}"), R"({"Fn::Whatever":{"a":1}})");
  EXPECT_EQ(read("a: !Ref\n"), R"({"a":{"Ref":""}})");
}

TEST(ParseYaml, AliasesAreCopies) {
  EXPECT_EQ(read("a: &x [1, {b: 2}]\nc: *x\nd: &y t\ne: *y"),
            R"({"a":[1,{"b":2}],"c":[1,{"b":2}],"d":"t","e":"t"})");
  EXPECT_EQ(read("a: &x !Ref b\nc: *x"), R"({"a":{"Ref":"b"},"c":{"Ref":"b"}})");
}

TEST(ParseYaml, JsonIsYaml) { EXPECT_EQ(read("{\"a\": [1, \"x\"]}"), R"({"a":[1,"x"]})"); }

TEST(ParseYaml, ErrorsNameLineAndColumn) {
  EXPECT_EQ(read("a: 1\nb: [1\n"),
            "error: t.yaml: line 3, column 1: end of sequence flow not found");
  EXPECT_EQ(read("a: 1\nb: 2\na: 3\n"), "error: t.yaml: line 3, column 1: a stands here twice");
  EXPECT_EQ(read("a: *x\n"),
            "error: t.yaml: line 1, column 4: the referenced anchor is not defined");
  EXPECT_EQ(read("a: &x [*x]\n"),
            "error: t.yaml: line 1, column 8: this alias stands within what it names");
  EXPECT_EQ(read("a: &x {b: 1}\nc:\n  <<: *x\n"),
            "error: t.yaml: line 3, column 3: maps cannot be merged by << in a template");
  EXPECT_EQ(read("? [a]\n: 1\n"), "error: t.yaml: line 1, column 3: a key must be a text");
  EXPECT_EQ(read("? &x\n: 1\n"), "error: t.yaml: line 1, column 3: a key must be a text");
  EXPECT_EQ(read("!Ref a: 1\n"),
            "error: t.yaml: line 1, column 1: the tag !Ref cannot stand at a key");
  EXPECT_EQ(read("a: !!binary eA==\n"),
            "error: t.yaml: line 1, column 4: the tag tag:yaml.org,2002:binary is not supported");
  EXPECT_EQ(read("%TAG !e! tag:e,2000:\n---\n!e!x 1\n"),
            "error: t.yaml: line 3, column 1: the tag tag:e,2000:x is not supported");
  EXPECT_EQ(read("a: 1\n---\nb: 2\n"),
            "error: t.yaml: line 2, column 1: a second document begins here; one file holds one");
}

TEST(ParseYaml, RefusesNothingAndWhatIsNotUtf8) {
  EXPECT_EQ(read(""), "error: t.yaml: is empty");
  EXPECT_EQ(read("# only a comment\n"), "error: t.yaml: is empty");
  EXPECT_EQ(read("a: \xff"), "error: t.yaml: is not UTF-8");
}

TEST(ParseYaml, NestsAsDeepAsTheLimitAndNoDeeper) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse_yaml(nested(base::limits::kJsonDepthMax), ""));
  EXPECT_EQ(read(nested(base::limits::kJsonDepthMax + 1)),
            "error: t.yaml: line 1, column 201: nests deeper than 200 levels");
  EXPECT_FALSE(parse_yaml(nested(1'000'000), ""));
  std::string dashes;
  for (int i = 0; i < 100'000; ++i) dashes += "- ";
  EXPECT_FALSE(parse_yaml(dashes, ""));
}

TEST(ParseYaml, FunctionsAndAliasesCountAsDepth) {
  std::string calls = "x";
  for (int i = 0; i < 101; ++i) calls = "!A [" + calls + "]";
  EXPECT_NE(read(calls).find("nests deeper than 200 levels"), std::string::npos);
  std::string twice = "- &a " + std::string(150, '[') + std::string(150, ']') + "\n- " +
                      std::string(60, '[') + "*a" + std::string(60, ']') + "\n";
  EXPECT_NE(read(twice).find("nests deeper than 200 levels"), std::string::npos);
}

TEST(ParseYaml, AliasesThatMultiplyAreRefused) {
  static_assert(base::limits::kYamlExpandedBytesMax == 67'108'864);
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i <= 9; ++i) {
    const std::string alias = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + alias;
    for (int j = 1; j < 10; ++j) bomb += ", " + alias;
    bomb += "]\n";
  }
  EXPECT_NE(read(bomb).find("with its aliases replaced, the document is larger than 67108864"),
            std::string::npos);
}

}  // namespace
}  // namespace flows::offline
