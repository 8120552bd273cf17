// Texts of templates that are in S3, for which files in a folder stand.
#include "offline/s3_location.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/limits.h"
#include "offline/check_fixture.h"
#include "offline/seed_fixture.h"

namespace flows::offline {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kFromS3 =
    R"(CreateFlow {"definition":{"nodes":[{"name":"a"}],"connections":[]}})";

class S3Locations : public SeedTest {
 protected:
  S3Locations() {
    use_s3_root("s3");
    std::filesystem::create_directories(folder() / "s3");
  }

  // What becomes of a flow whose definition is at that key of the bucket `flows`.
  std::string at_key(const std::string& key) {
    return property("DefinitionS3Location: {Bucket: flows, Key: '" + key + "'}");
  }

  // What becomes of a prompt with that text, written as members in YAML.
  std::string prompt(const std::string& members) {
    return outcome("p.yaml",
                   "Resources:\n  P:\n    Type: AWS::Bedrock::Prompt\n    Properties:\n"
                   "      Variants: [{TemplateConfiguration: {Text: {" +
                       members + "}}}]\n");
  }
};

TEST_F(S3Locations, ADefinitionIsReadAsJsonOrYaml) {
  write("s3/flows/deep/er/a.json", R"({"nodes": [{"name": "a"}], "connections": []})");
  write("s3/flows/a.yaml", "Nodes: [{Name: a}]\nConnections: []\n");
  write("s3/flows/a", R"( {"nodes": [{"name": "a"}], "connections": []})");
  EXPECT_EQ(at_key("deep/er/a.json"), kFromS3);
  EXPECT_EQ(at_key("a.yaml"), kFromS3);
  EXPECT_EQ(at_key("a"), kFromS3);
}

TEST_F(S3Locations, ALocationMayConsistOfFunctions) {
  write("s3/flows-123456789012/a.json", R"({"nodes": [{"name": "a"}], "connections": []})");
  EXPECT_EQ(property("DefinitionS3Location: {Bucket: !Sub 'flows-${AWS::AccountId}', Key: !Ref K, "
                     "Version: !Ref AWS::NoValue}",
                     "Parameters: {K: {Default: a.json}}\n"),
            kFromS3);
  EXPECT_EQ(property("DefinitionS3Location: !Ref AWS::NoValue"), "CreateFlow {}");
}

TEST_F(S3Locations, SubstitutionsReplaceKeysInDefinitions) {
  write("s3/flows/a.json", R"({"nodes": [{"name": "${name}"}], "connections": []})");
  EXPECT_EQ(property("DefinitionS3Location: {Bucket: flows, Key: a.json}\n"
                     "      DefinitionSubstitutions: {name: a}"),
            kFromS3);
}

TEST_F(S3Locations, APromptTakesItsTextAsItIs) {
  write("s3/texts/hello.txt", "Say \"hello\" to {{who}}\n");
  EXPECT_EQ(prompt("TextS3Location: {Bucket: texts, Key: hello.txt}"),
            R"(CreatePrompt {"variants":[{"templateConfiguration":{"text":)"
            R"({"text":"Say \"hello\" to {{who}}\n"}}}]})");
  EXPECT_EQ(prompt("TextS3Location: !Ref AWS::NoValue, Text: x"),
            R"(CreatePrompt {"variants":[{"templateConfiguration":{"text":{"text":"x"}}}]})");
  EXPECT_EQ(prompt("TextS3Location: {Bucket: texts, Key: hello.txt}, Text: !Ref AWS::NoValue"),
            prompt("TextS3Location: {Bucket: texts, Key: hello.txt}"));
}

TEST_F(S3Locations, OnlyOneSourceOfATextMayBeGiven) {
  write("s3/flows/a.json", "{}");
  const std::string location = "DefinitionS3Location: {Bucket: flows, Key: a.json}\n      ";
  EXPECT_THAT(prompt("TextS3Location: {Bucket: flows, Key: a.json}, Text: x"),
              EndsWith(": Text and TextS3Location cannot both be given"));
  EXPECT_THAT(property(location + "DefinitionString: '{}'"),
              EndsWith(": DefinitionString and DefinitionS3Location cannot both be given"));
  EXPECT_THAT(property(location + "Definition: {}"),
              EndsWith(": Definition and DefinitionS3Location cannot both be given"));
}

TEST_F(S3Locations, NothingOutsideOfTheFolderIsRead) {
  write("outside.json", "{}");
  write("s3/flows/inside.json", R"({"nodes": [{"name": "a"}], "connections": []})");
  std::filesystem::create_symlink("inside.json", folder() / "s3/flows/near");
  std::filesystem::create_symlink("../../outside.json", folder() / "s3/flows/out.json");
  std::filesystem::create_directory_symlink("..", folder() / "s3/parent");
  const std::string absolute = (folder() / "outside.json").string();
  for (const std::string& key :
       {std::string("../../outside.json"), std::string("../flows/a"), absolute, std::string("a//b"),
        std::string("./a"), std::string("a/"), std::string("/")}) {
    EXPECT_THAT(at_key(key), EndsWith("the key \"" + key +
                                      "\" is no path of a file below "
                                      "--s3-root"));
  }
  for (const char* bucket : {"..", ".", "../s3/flows", "/tmp", "s3/flows"}) {
    EXPECT_THAT(property(std::string("DefinitionS3Location: {Bucket: ") + bucket + ", Key: a}"),
                EndsWith(std::string("\"") + bucket + "\" is no name of a bucket"));
  }
  EXPECT_THAT(at_key("out.json"), HasSubstr("s3://flows/out.json leads out of --s3-root"));
  EXPECT_THAT(property("DefinitionS3Location: {Bucket: parent, Key: outside.json}"),
              HasSubstr("s3://parent/outside.json leads out of --s3-root"));
  EXPECT_EQ(at_key("near"), kFromS3);
}

TEST_F(S3Locations, WhatCannotBeReadSaysWhy) {
  write("s3/flows/latin.json", "{\"nodes\": [\"\xE9\"]}");
  write("s3/flows/broken.json", "{");
  write("s3/flows/list.json", "[]");
  write("s3/flows/large.json", std::string(base::limits::kSeedFileBytesMax + 1, ' '));
  std::filesystem::create_directories(folder() / "s3/flows/folder");
  EXPECT_THAT(at_key("absent.json"), HasSubstr("s3://flows/absent.json is not there: "));
  EXPECT_THAT(at_key("latin.json"), EndsWith("latin.json is no UTF-8"));
  EXPECT_THAT(at_key("broken.json"), HasSubstr("s3://flows/broken.json is not valid JSON at"));
  EXPECT_THAT(at_key("list.json"), EndsWith("is no JSON object"));
  EXPECT_THAT(at_key("large.json"), HasSubstr("16777216 bytes"));
  EXPECT_THAT(at_key("folder"), HasSubstr("regular file"));
}

TEST_F(S3Locations, WhatIsNoLocationIsRefused) {
  write("s3/flows/a.json", "{}");
  EXPECT_THAT(property("DefinitionS3Location: {Bucket: flows}"),
              EndsWith("is no S3 location, which has a Bucket and a Key"));
  EXPECT_THAT(property("DefinitionS3Location: s3://flows/a.json"),
              EndsWith("is no S3 location, which has a Bucket and a Key"));
  EXPECT_THAT(property("DefinitionS3Location: {Bucket: flows, Key: a.json, Version: v1}"),
              HasSubstr("names a version of s3://flows/a.json"));
}

TEST_F(S3Locations, AFolderThatDoesNotExistIsAnError) {
  use_s3_root("nowhere");
  const auto seed = read(write("p.json", R"({"name": "p", "variants": []})"));
  ASSERT_FALSE(seed);
  EXPECT_EQ(seed.error().message,
            "--s3-root " + (folder() / "nowhere").string() + ": No such file or directory");
}

TEST_F(S3Locations, WithoutTheFolderOnlyWhatNeedsItIsNotCreated) {
  const std::string text =
      "Resources:\n"
      "  F: {Type: AWS::Bedrock::Flow, Properties: {Name: f, DefinitionS3Location: {Bucket: flows, "
      "Key: a/b.json}}}\n"
      "  G: {Type: AWS::Bedrock::Flow, Properties: {Name: g}}\n";
  const auto seed = Seed::read({write("t.yaml", text)}, {});
  ASSERT_TRUE(seed) << seed.error().message;
  EXPECT_EQ(seed->failures(),
            std::vector<std::string>{
                (folder() / "t.yaml").string() +
                ": F is not created: Resources.F.Properties.DefinitionS3Location: nothing is "
                "fetched from S3: with --s3-root DIR, s3://flows/a/b.json is read from "
                "DIR/flows/a/b.json"});
  EXPECT_TRUE(seed->warnings().empty());
}

class CheckS3Locations : public CheckFiles {
 protected:
  // Two flows from one object, of which the second has its own fault; and a prompt from another.
  void write_template() {
    write("t.yaml",
          "Resources:\n"
          "  F:\n    Type: AWS::Bedrock::Flow\n    Properties:\n      Name: f\n"
          "      DefinitionS3Location: {Bucket: flows, Key: a.json}\n"
          "  F2:\n    Type: AWS::Bedrock::Flow\n    Properties:\n      Name: f2\n"
          "      DefinitionS3Location: {Bucket: flows, Key: a.json}\n"
          "  G:\n    Type: AWS::Bedrock::Flow\n    Properties:\n      Name: g\n"
          "      Definition: {Nodes: [], Connections: []}\n"
          "  P:\n    Type: AWS::Bedrock::Prompt\n    Properties:\n      Name: p\n"
          "      Variants: [{Name: v, TemplateType: TEXT, TemplateConfiguration: {Text: {\n"
          "        InputVariables: [{Name: x}], TextS3Location: {Bucket: texts, Key: p}}}}]\n");
  }
};

TEST_F(CheckS3Locations, WithoutTheFolderEachObjectIsNamedOnceAndNotJudged) {
  write_template();
  EXPECT_EQ(check({"t.yaml"}),
            "remark: Resources.F.Properties.DefinitionS3Location: nothing is fetched from S3: "
            "with --s3-root DIR, s3://flows/a.json is read from DIR/flows/a.json\n"
            "remark: Resources.P.Properties.Variants[0].TemplateConfiguration.Text.TextS3Location: "
            "nothing is fetched from S3: with --s3-root DIR, s3://texts/p is read from "
            "DIR/texts/p\n"
            "t.yaml F\nt.yaml F2\nt.yaml G\n"
            " 16:19 E MissingStartingNodes \n 16:19 E MissingEndingNodes \n"
            "t.yaml prompt P\n");
}

TEST_F(CheckS3Locations, FaultsInAnObjectAreAtItsLocation) {
  write_template();
  write("s3/flows/a.json", R"({"nodes": [{"name": "a", "type": "Input"}], "connections": [7]})");
  write("s3/texts/p", "{{x}}");
  use_s3_root("s3");
  const std::string found = check({"t.yaml"});
  EXPECT_THAT(found, HasSubstr("t.yaml F\n 6:29 E "));
  EXPECT_THAT(found, HasSubstr(" /connections/0\n"));
  EXPECT_THAT(found, Not(HasSubstr("remark")));
  EXPECT_THAT(found, EndsWith("t.yaml prompt P\n"));
}

}  // namespace
}  // namespace flows::offline
