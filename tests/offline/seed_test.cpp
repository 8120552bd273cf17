#include "offline/seed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.h"
#include "offline/seed_fixture.h"

namespace flows::offline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kSeedDefinition = R"({"nodes": [{"name": "In"}], "connections": []})";
constexpr std::string_view kFlow =
    "Resources:\n  F:\n    Type: AWS::Bedrock::Flow\n    Properties: {Name: f}\n";

TEST_F(SeedTest, ADefinitionIsAFlowCalledLikeItsFile) {
  EXPECT_EQ(
      outcome("orders.json", kSeedDefinition),
      R"(CreateFlow {"name":"orders","definition":{"nodes":[{"name":"In"}],)"
      R"("connections":[]},"executionRoleArn":"arn:aws:iam::123456789012:role/flows-local"})");
}

TEST_F(SeedTest, ADefinitionMayBeYaml) {
  EXPECT_EQ(outcome("orders.yaml", "nodes:\n  - name: In\nconnections: []\n"),
            outcome("orders.json", kSeedDefinition));
}

TEST_F(SeedTest, WhatMayNotStandInANameBecomesAHyphen) {
  const auto name = [&](const std::string& file) {
    const std::vector<SeedCall> made = calls(file, kSeedDefinition);
    return made.empty() ? "" : made[0].input["name"].get<std::string>();
  };
  EXPECT_EQ(name("my flow.v2.json"), "my-flow-v2");
  EXPECT_EQ(name("a_b--c_-d.json"), "a_b-c_d");
  EXPECT_EQ(name("_x (copy).json"), "x-copy");
  EXPECT_EQ(name("grün.json"), "gr-n");
  EXPECT_EQ(name(std::string(150, 'x') + ".json"), std::string(100, 'x'));
  EXPECT_EQ(outcome("--.json", kSeedDefinition),
            "error: the flow would be called like its file, whose name has no letter or digit");
}

TEST_F(SeedTest, ACreateFlowRequestIsTakenAsItIs) {
  EXPECT_EQ(outcome("a.json", R"({"name": "x", "executionRoleArn": "r", "tags": {"a": "b"}})"),
            R"(CreateFlow {"name":"x","executionRoleArn":"r","tags":{"a":"b"}})");
}

TEST_F(SeedTest, ACreateFlowRequestWithoutARoleGetsOne) {
  EXPECT_EQ(outcome("a.json", R"({"name": "x", "definition": {}})"),
            R"(CreateFlow {"name":"x","definition":{},)"
            R"("executionRoleArn":"arn:aws:iam::123456789012:role/flows-local"})");
}

TEST_F(SeedTest, ACreatePromptRequestIsTakenAsItIs) {
  EXPECT_EQ(outcome("a.json", R"({"name": "x", "variants": []})"),
            R"(CreatePrompt {"name":"x","variants":[]})");
  EXPECT_EQ(outcome("a.yaml", "name: x\ndefaultVariant: v\n"),
            R"(CreatePrompt {"name":"x","defaultVariant":"v"})");
}

TEST_F(SeedTest, AnythingElseIsRefusedWithWhatWasExpected) {
  for (const char* text :
       {"{}", "[]", "1", R"({"name": "x"})", R"({"nodes": []})", R"({"Resources": []})"}) {
    EXPECT_EQ(outcome("a.json", text),
              "error: is not a flow definition (with nodes and connections), a CreateFlow request "
              "(with name and definition), a CreatePrompt request (with name and variants) or a "
              "CloudFormation template (with Resources)")
        << text;
  }
}

TEST_F(SeedTest, ABrokenFileIsNamedWithThePlace) {
  EXPECT_THAT(outcome("a.json", "{\n x}"),
              HasSubstr("error is not valid JSON at line 2, column 2"));
  EXPECT_THAT(outcome("a.yaml", "a: [\n"), HasSubstr("error: line 2, column 1: "));
  EXPECT_THAT(outcome("a.template", "{\n x}"),
              HasSubstr("error is not valid JSON at line 2, column 2"));
  EXPECT_THAT(outcome("a.template", "a: [\n"), HasSubstr("error: line 2, column 1: "));
}

TEST_F(SeedTest, AFolderIsReadWholeInTheOrderOfItsPaths) {
  write("s/b.json", kSeedDefinition);
  write("s/a.yaml", "nodes: []\nconnections: []\n");
  write("s/sub/deep/c.yml", "nodes: []\nconnections: []\n");
  write("s/d.template", kFlow);
  write("s/.hidden.json", "broken");
  write("s/.git/x.json", "broken");
  write("s/notes.txt", "broken");
  write("s/json", "broken");
  write("s/b.flowtest.json", "{}");
  const base::Result<Seed> seed = read(folder() / "s");
  ASSERT_TRUE(seed) << seed.error().message;
  FakeApi api;
  ASSERT_TRUE(seed->apply(std::ref(api)));
  std::vector<std::string> names;
  for (const SeedCall& call : api.calls) names.push_back(call.input["name"]);
  EXPECT_THAT(names, ElementsAre("a", "b", "f", "c"));
}

TEST_F(SeedTest, WhatIsNotThereOrHoldsNothingIsRefused) {
  EXPECT_THAT(read(folder() / "none").error().message, HasSubstr("none: No such file"));
  write("s/notes.txt", "");
  EXPECT_THAT(read(folder() / "s").error().message, HasSubstr("holds no *.json"));
  EXPECT_THAT(read("/dev/null").error().message, HasSubstr("/dev/null: is not a regular file"));
}

TEST_F(SeedTest, AFileOverTheLimitIsRefused) {
  const std::string blanks(base::limits::kSeedFileBytesMax + 1 - kSeedDefinition.size(), ' ');
  EXPECT_THAT(outcome("a.json", blanks + std::string(kSeedDefinition)),
              HasSubstr("is larger than 16777216 bytes"));
  EXPECT_THAT(outcome("a.json", blanks.substr(1) + std::string(kSeedDefinition)),
              HasSubstr("CreateFlow"));
}

TEST_F(SeedTest, AFolderWithTooManyFilesIsRefused) {
  for (std::size_t i = 0; i < base::limits::kSeedFilesMax; ++i) {
    write("s/f" + std::to_string(i) + ".json", kSeedDefinition);
  }
  EXPECT_TRUE(read(folder() / "s"));
  const auto both = Seed::read({folder() / "s", write("one.json", kSeedDefinition)}, {});
  EXPECT_THAT(both.error().message, HasSubstr("with this one, there are more than 1000 files"));
  write("s/one-more.json", kSeedDefinition);
  EXPECT_THAT(read(folder() / "s").error().message, HasSubstr("s: holds more than 1000 files"));
}

TEST_F(SeedTest, AFolderThatIsTooDeepIsRefused) {
  std::string path = "s/";
  for (std::size_t i = 0; i < base::limits::kSeedFolderDepthMax; ++i) path += "d/";
  write(path + "a.json", kSeedDefinition);
  EXPECT_TRUE(read(folder() / "s"));
  write(path + "d/b.json", kSeedDefinition);
  EXPECT_THAT(read(folder() / "s").error().message, HasSubstr("more than 16 folders deep"));
}

TEST_F(SeedTest, ASecondFlowOfOneNameIsRefused) {
  write("s/a.json", R"({"name": "f", "definition": {}})");
  write("s/b.yaml", kFlow);
  EXPECT_THAT(
      read(folder() / "s").error().message,
      ::testing::MatchesRegex(".*/s/b.yaml: F: f is already the name of what .*/s/a.json creates"));
  write("s/b.yaml", "name: f\nvariants: []\n");
  EXPECT_TRUE(read(folder() / "s"));
}

TEST_F(SeedTest, TheFirstErrorEndsItAndSaysWhere) {
  const std::filesystem::path file = write("a.yaml", kFlow);
  const std::filesystem::path next = write("b.json", kSeedDefinition);
  const base::Result<Seed> seed = Seed::read({file, next}, {});
  ASSERT_TRUE(seed);
  int calls_count = 0;
  const base::Result<void> applied = seed->apply([&](const SeedCall&) -> base::Result<base::Json> {
    ++calls_count;
    return base::Error{base::ErrorCode::kConflict, "no"};
  });
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().message, file.string() + ": F: no");
  EXPECT_EQ(applied.error().code, base::ErrorCode::kConflict);
  EXPECT_EQ(calls_count, 1);
}

TEST_F(SeedTest, CanBeAppliedAgain) {
  const base::Result<Seed> seed = read(FLOWS_SOURCE_DIR "/tests/offline/templates/example.yaml");
  ASSERT_TRUE(seed);
  FakeApi first;
  FakeApi second;
  ASSERT_TRUE(seed->apply(std::ref(first)));
  ASSERT_TRUE(seed->apply(std::ref(second)));
  ASSERT_EQ(first.calls.size(), second.calls.size());
  for (std::size_t i = 0; i < first.calls.size(); ++i) {
    EXPECT_EQ(first.calls[i].input, second.calls[i].input);
    EXPECT_EQ(first.calls[i].nth, second.calls[i].nth);
  }
}

TEST_F(SeedTest, VersionsOfOneFlowAreCounted) {
  const std::string version = "\n    Type: AWS::Bedrock::FlowVersion\n    Properties: {FlowArn: ";
  EXPECT_EQ(outcome("a.yaml", std::string(kFlow) +
                                  "  G:\n    Type: AWS::Bedrock::Flow\n    Properties: {Name: g}\n"
                                  "  V1:" +
                                  version + "!Ref F}\n  V2:" + version +
                                  "!GetAtt F.Id}\n"
                                  "  W1:" +
                                  version + "!Ref G}\n"),
            "CreateFlow {\"name\":\"f\"}\n"
            "CreateFlow {\"name\":\"g\"}\n"
            "CreateFlowVersion {\"flowIdentifier\":"
            "\"arn:aws:bedrock:us-east-1:123456789012:flow/Flow000001\"} #1\n"
            "CreateFlowVersion {\"flowIdentifier\":\"Flow000001\"} #2\n"
            "CreateFlowVersion {\"flowIdentifier\":"
            "\"arn:aws:bedrock:us-east-1:123456789012:flow/Flow000002\"} #1");
}

TEST_F(SeedTest, TheExampleMakesTheSameCallsInYamlAndInJson) {
  const std::string templates = FLOWS_SOURCE_DIR "/tests/offline/templates/";
  FakeApi yaml;
  FakeApi json;
  const base::Result<Seed> from_yaml = read(templates + "example.yaml");
  const base::Result<Seed> from_json = read(templates + "example.json");
  ASSERT_TRUE(from_yaml) << from_yaml.error().message;
  ASSERT_TRUE(from_json) << from_json.error().message;
  ASSERT_TRUE(from_yaml->apply(std::ref(yaml)));
  ASSERT_TRUE(from_json->apply(std::ref(json)));
  std::vector<std::string> operations;
  ASSERT_EQ(yaml.calls.size(), json.calls.size());
  for (std::size_t i = 0; i < yaml.calls.size(); ++i) {
    operations.push_back(yaml.calls[i].operation);
    EXPECT_EQ(base::to_text(yaml.calls[i].input), base::to_text(json.calls[i].input));
  }
  EXPECT_THAT(operations, ElementsAre("CreatePrompt", "CreatePromptVersion", "CreateFlow",
                                      "TagResource", "CreateFlowVersion", "CreateFlowAlias"));
  const base::Json& flow = yaml.calls[2].input;
  EXPECT_EQ(flow["name"], "letters-test");
  EXPECT_EQ(flow["description"], "Letters of example");
  EXPECT_EQ(flow["executionRoleArn"], "arn:aws:iam::123456789012:role/FlowRole");
  EXPECT_EQ(base::to_text(flow["definition"]["nodes"][1]["configuration"]),
            R"({"prompt":{"sourceConfiguration":{"resource":{"promptArn":)"
            R"("arn:aws:bedrock:us-east-1:123456789012:prompt/Prom000001:1"}}}})");
  EXPECT_EQ(base::to_text(yaml.calls[3].input),
            R"({"resourceArn":"arn:aws:bedrock:us-east-1:123456789012:flow/Flow000003/alias/)"
            R"(TSTALIASID","tags":{"purpose":"trial"}})");
  EXPECT_EQ(yaml.calls[5].input["routingConfiguration"][0]["flowVersion"], "1");
  EXPECT_THAT(from_yaml->warnings(),
              ElementsAre(HasSubstr("example.yaml: Resources.LetterFlow.Properties."
                                    "ExecutionRoleArn.Fn::GetAtt: the AWS::IAM::Role FlowRole is "
                                    "not created here; its Arn is taken to be "
                                    "arn:aws:iam::123456789012:role/FlowRole"),
                          HasSubstr("example.yaml: Resources.FlowRole: resources of type "
                                    "AWS::IAM::Role are not created here")));
}

}  // namespace
}  // namespace flows::offline
