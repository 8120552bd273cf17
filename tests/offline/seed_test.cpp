#include "offline/seed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.h"
#include "offline/seed_fixture.h"

namespace flows::offline {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view kSeedDefinition = R"({"nodes": [{"name": "In"}], "connections": []})";
constexpr std::string_view kFlow =
    "Resources:\n  F:\n    Type: AWS::Bedrock::Flow\n    Properties: {Name: f}\n";

TEST_F(SeedTest, ADefinitionIsAFlowCalledLikeItsFile) {
  EXPECT_EQ(outcome("orders.json", kSeedDefinition),
            R"(CreateFlow {"definition":{"nodes":[{"name":"In"}],"connections":[]},"name":)"
            R"("orders","executionRoleArn":"arn:aws:iam::123456789012:role/flows-local"})");
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

TEST_F(SeedTest, ADefinitionMayLackNodesOrConnections) {
  EXPECT_THAT(outcome("a.json", R"({"nodes": []})"),
              HasSubstr(R"({"definition":{"nodes":[]},"name":"a",)"));
  EXPECT_THAT(outcome("b.yaml", "connections: []\n"),
              HasSubstr(R"({"definition":{"connections":[]},"name":"b",)"));
}

TEST_F(SeedTest, ARequestWithoutANameIsCalledLikeItsFile) {
  EXPECT_THAT(outcome("orders.json", R"({"definition": {}})"), HasSubstr(R"("name":"orders")"));
}

TEST_F(SeedTest, AnythingElseIsRefusedWithWhatWasExpected) {
  for (const char* text :
       {"{}", "[]", "1", R"({"name": "x"})", R"({"nodes": {}})", R"({"Resources": []})"}) {
    EXPECT_EQ(outcome("a.json", text),
              "error: holds no flow and no prompt: it is neither a flow definition (with nodes or "
              "connections), nor a CreateFlow request (with name and definition), a CreatePrompt "
              "request (with name and variants) or a CloudFormation template (with Resources)")
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
  ASSERT_TRUE(seed->apply(std::ref(api), report_failure));
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

TEST_F(SeedTest, CanBeAppliedAgain) {
  const base::Result<Seed> seed = read(FLOWS_SOURCE_DIR "/tests/offline/templates/example.yaml");
  ASSERT_TRUE(seed);
  FakeApi first;
  FakeApi second;
  ASSERT_TRUE(seed->apply(std::ref(first), report_failure));
  ASSERT_TRUE(seed->apply(std::ref(second), report_failure));
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
  ASSERT_TRUE(from_yaml->apply(std::ref(yaml), report_failure));
  ASSERT_TRUE(from_json->apply(std::ref(json), report_failure));
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
  EXPECT_THAT(from_yaml->warnings(), IsEmpty());
  EXPECT_THAT(from_yaml->remarks(),
              ElementsAre(HasSubstr("example.yaml: has no effect here: AWS::IAM::Role; made up: "
                                    "FlowRole.Arn = arn:aws:iam::123456789012:role/FlowRole")));
}

TEST_F(SeedTest, WhatCdkWritesBesideItsTemplatesIsPassedOver) {
  const std::string asset = "asset." + std::string(64, 'a');
  write("cdk.out/Stack.template.json",
        R"({"Resources": {"F": {"Type": "AWS::Bedrock::Flow", "Properties": {"Name": "f"}}}})");
  write("cdk.out/Stack.assets.json", R"({"version": "36.0.0", "files": {}, "dockerImages": {}})");
  write("cdk.out/manifest.json", R"({"version": "36.0.0", "artifacts": {}})");
  write("cdk.out/tree.json", R"({"version": "tree-0.1", "tree": {}})");
  write("cdk.out/" + asset + "/index.json", "{ // no JSON");
  write("cdk.out/" + asset + ".json", R"({"nodes": []})");
  write("cdk.out/node_modules/p/package.json", "{ // no JSON");
  base::Result<Seed> seed = read(folder() / "cdk.out");
  ASSERT_TRUE(seed) << seed.error().message;
  EXPECT_THAT(seed->remarks(), IsEmpty());
  FakeApi api;
  ASSERT_TRUE(seed->apply(std::ref(api), report_failure));
  ASSERT_EQ(api.calls.size(), 1U);
  EXPECT_EQ(api.calls[0].input["name"], "f");
  write("cdk.out/package.json", R"({"name": "app", "version": "1.0.0"})");
  seed = read(folder() / "cdk.out");
  ASSERT_TRUE(seed);
  EXPECT_THAT(seed->remarks(),
              ElementsAre(AllOf(HasSubstr("passed over, for they hold no flow and no prompt"),
                                HasSubstr("cdk.out/package.json"))));
}

TEST_F(SeedTest, AFolderThatHoldsNothingForTheApiIsRefused) {
  write("s/package.json", R"({"name": "app", "version": "1.0.0"})");
  EXPECT_THAT(read(folder() / "s").error().message, HasSubstr("s: holds no flow and no prompt"));
}

TEST_F(SeedTest, PromptsOfAllFilesComeBeforeTheFlows) {
  write("s/a.json", kSeedDefinition);
  write("s/b.json", R"({"name": "p", "variants": []})");
  write("s/c.yaml",
        "Resources:\n  F: {Type: AWS::Bedrock::Flow, Properties: {Name: f}}\n"
        "  P: {Type: AWS::Bedrock::Prompt, Properties: {Name: q}}\n"
        "  V: {Type: AWS::Bedrock::PromptVersion, Properties: {PromptArn: !Ref P}}\n"
        "  Q: {Type: AWS::Bedrock::Prompt, Properties: {Name: r, Description: !Ref F}}\n");
  const base::Result<Seed> seed = read(folder() / "s");
  ASSERT_TRUE(seed) << seed.error().message;
  FakeApi api;
  ASSERT_TRUE(seed->apply(std::ref(api), report_failure));
  std::vector<std::string> names;
  for (const SeedCall& call : api.calls) names.push_back(call.input.value("name", "version"));
  EXPECT_THAT(names, ElementsAre("p", "q", "version", "a", "f", "r"));
}

TEST_F(SeedTest, IdsAreDerivedFromAccountRegionAndName) {
  const auto ids = [&](const base::Caller& caller) {
    const auto file =
        write("t.yaml", std::string(kFlow) +
                            "  P: {Type: AWS::Bedrock::Prompt, Properties: {Name: f}}\n"
                            "  A: {Type: AWS::Bedrock::FlowAlias, Properties: {Name: f, "
                            "FlowArn: !Ref F}}\n"
                            "  V: {Type: AWS::Bedrock::FlowVersion, Properties: "
                            "{FlowArn: !Ref F}}\n");
    FakeApi api;
    const base::Result<Seed> seed = Seed::read({file}, caller);
    EXPECT_TRUE(seed && seed->apply(std::ref(api), report_failure));
    std::vector<std::string> found;
    for (const SeedCall& call : api.calls) found.push_back(call.id);
    return found;
  };
  // These are written in users' configurations: they must never change.
  const base::Caller caller = {.account = "123456789012", .region = "us-east-1"};
  EXPECT_THAT(ids(caller), ElementsAre("G9GJGY5IV5", "I0G5YTPL8Q", "IKK3RNE8G3", ""));
  EXPECT_THAT(ids({.account = "210987654321", .region = "us-east-1"}), Not(Contains("I0G5YTPL8Q")));
  EXPECT_THAT(ids({.account = "123456789012", .region = "eu-west-1"}), Not(Contains("I0G5YTPL8Q")));
}

TEST_F(SeedTest, AnIdMayBeGiven) {
  const auto call = [&](const std::string& name, const std::string& text) {
    const std::vector<SeedCall> made = calls(name, text);
    return made.empty() ? SeedCall{} : made.front();
  };
  const SeedCall flow =
      call("a.yaml", std::string(kFlow) +
                         "    Metadata: {Other: 1, FlowsLocal: {Id: !Sub "
                         "'MYFLOW${Two}01'}}\nParameters: {Two: {Default: ab}}\n");
  EXPECT_EQ(flow.id, "MYFLOWab01");
  EXPECT_TRUE(flow.id_is_given);
  EXPECT_EQ(
      call("b.yaml", std::string(kFlow) + "    Metadata: {FlowsLocal: {Id: 1234567890}}\n").id,
      "1234567890");
  EXPECT_EQ(call("c.json", R"({"name": "x", "id": "ABCDEFGHIJ", "definition": {}})").id,
            "ABCDEFGHIJ");
  EXPECT_EQ(call("d.json", R"({"name": "x", "id": "ABCDEFGHIJ", "variants": []})").id,
            "ABCDEFGHIJ");
  EXPECT_FALSE(call("e.yaml", std::string(kFlow)).id_is_given);
}

TEST_F(SeedTest, AGivenIdIsChecked) {
  const auto metadata = [&](const std::string& text) {
    return outcome("a.yaml", std::string(kFlow) + "    Metadata: {FlowsLocal: " + text + "}\n");
  };
  for (const char* id : {"ABC", "ABCDEFGHIJK", "ABCDEFGHI-", "''", "[]"}) {
    EXPECT_THAT(metadata(std::string("{Id: ") + id + "}"),
                AllOf(HasSubstr("error: Resources.F.Metadata.FlowsLocal.Id: "),
                      HasSubstr("is no ID: an ID is ten letters and digits")))
        << id;
  }
  EXPECT_THAT(metadata("{Id: TSTALIASID}"), HasSubstr("is the ID of the test alias"));
  EXPECT_THAT(metadata("ABCDEFGHIJ"), HasSubstr("FlowsLocal: is no object with an Id"));
  EXPECT_THAT(metadata("{ID: ABCDEFGHIJ}"),
              HasSubstr("warning: Resources.F.Metadata.FlowsLocal.ID: is not known here"));
  EXPECT_THAT(outcome("b.json", R"({"name": "x", "id": "my-flow", "definition": {}})"),
              HasSubstr("error: \"my-flow\" is no ID"));
  EXPECT_THAT(outcome("c.yaml",
                      "Resources:\n  V: {Type: AWS::Bedrock::FlowVersion, Metadata: "
                      "{FlowsLocal: {Id: ABCDEFGHIJ}}}\n"),
              HasSubstr("an AWS::Bedrock::FlowVersion has no ID of its own"));
}

TEST_F(SeedTest, AnIdIsGivenOnce) {
  const auto flow = [](const std::string& id) {
    return "  " + id + ": {Type: AWS::Bedrock::Flow, Properties: {Name: " + id +
           "}, Metadata: {FlowsLocal: {Id: ABCDEFGHIJ}}}\n";
  };
  EXPECT_THAT(outcome("a.yaml", "Resources:\n" + flow("One") + flow("Two")),
              AllOf(HasSubstr("error: Two: the ID ABCDEFGHIJ is already that of what "),
                    HasSubstr("a.yaml: One creates: give another one in Metadata.FlowsLocal.Id")));
  EXPECT_THAT(outcome("b.yaml", "Resources:\n" + flow("One") +
                                    "  P: {Type: AWS::Bedrock::Prompt, Properties: {Name: p}, "
                                    "Metadata: {FlowsLocal: {Id: ABCDEFGHIJ}}}\n"),
              Not(HasSubstr("error")));
}

}  // namespace
}  // namespace flows::offline
