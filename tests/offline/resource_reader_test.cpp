// Properties of a flow on their way to the API's form.
#include "offline/resource_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "offline/seed_fixture.h"

namespace flows::offline {
namespace {

using ::testing::HasSubstr;

using CreationInput = SeedTest;

TEST_F(CreationInput, MembersAreLoweredThroughLoops) {
  EXPECT_EQ(
      property("Definition: {Nodes: [{Name: L, Type: Loop, Configuration: {Loop: {Definition:\n"
               "        {Nodes: [{Name: S, Type: Storage, Configuration: {Storage:\n"
               "          {ServiceConfiguration: {S3: {BucketName: b}}}}}],\n"
               "         Connections: [{Name: c, Type: Data, Source: S, Target: S,\n"
               "          Configuration: {Data: {SourceOutput: o, TargetInput: i}}}]}}}}]}"),
      R"(CreateFlow {"definition":{"nodes":[{"name":"L","type":"Loop","configuration":)"
      R"({"loop":{"definition":{"nodes":[{"name":"S","type":"Storage","configuration":)"
      R"({"storage":{"serviceConfiguration":{"s3":{"bucketName":"b"}}}}}],)"
      R"("connections":[{"name":"c","type":"Data","source":"S","target":"S",)"
      R"("configuration":{"data":{"sourceOutput":"o","targetInput":"i"}}}]}}}}]}})");
}

TEST_F(CreationInput, DocumentsKeepTheirNamesButNotTheirFunctions) {
  const std::string text =
      "Resources:\n  P:\n    Type: AWS::Bedrock::Prompt\n    Properties:\n      Variants:\n"
      "        - AdditionalModelRequestFields: {TopK: 5, Flag: 'true', Who: !Ref AWS::Region}\n"
      "          TemplateConfiguration:\n            Chat:\n              ToolConfiguration:\n"
      "                Tools:\n                  - ToolSpec:\n                      Name: T\n"
      "                      InputSchema:\n                        Json:\n"
      "                          Type: object\n                          Properties:\n"
      "                            City: {Type: string, $ref: '#/x', Ref: a, Nodes: [1]}\n";
  EXPECT_EQ(outcome("t.yaml", text),
            R"(CreatePrompt {"variants":[{"additionalModelRequestFields":{"TopK":5,"Flag":"true",)"
            R"("Who":"us-east-1"},"templateConfiguration":{"chat":{"toolConfiguration":{"tools":)"
            R"([{"toolSpec":{"name":"T","inputSchema":{"json":{"Type":"object","Properties":)"
            R"({"City":{"Type":"string","$ref":"#/x","Ref":"a","Nodes":[1]}}}}}}]}}}}]})");
}

TEST_F(CreationInput, ScalarsTakeTheKindThatTheApiWants) {
  EXPECT_EQ(property("Name: 5\n      Description: true\n      Tags: {a: 1.5, b: false}"),
            R"(CreateFlow {"name":"5","description":"true","tags":{"a":"1.5","b":"false"}})");
  EXPECT_EQ(outcome("t.yaml",
                    "Resources:\n  P:\n    Type: AWS::Bedrock::Prompt\n    Properties:\n"
                    "      Variants: [{InferenceConfiguration: {Text: {MaxTokens: '7',\n"
                    "        Temperature: '0.5', TopP: high, StopSequences: [1]}}}]\n"),
            R"(CreatePrompt {"variants":[{"inferenceConfiguration":{"text":{"maxTokens":7,)"
            R"("temperature":0.5,"topP":"high","stopSequences":["1"]}}}]})");
}

TEST_F(CreationInput, ValuesOfTheWrongShapeAreLeftForTheApiToRefuse) {
  EXPECT_EQ(property("Definition: {Nodes: x, Connections: [1, {Name: [a]}]}\n      Tags: [t]"),
            R"(CreateFlow {"definition":{"nodes":"x","connections":[1,{"name":["a"]}]},)"
            R"("tags":["t"]})");
}

constexpr std::string_view kDefinition =
    R"(CreateFlow {"definition":{"nodes":[{"name":"a"}],"connections":[]}})";

TEST_F(CreationInput, ADefinitionStringMayBeInEitherSpelling) {
  EXPECT_EQ(property(R"(DefinitionString: '{"nodes": [{"name": "a"}], "connections": []}')"),
            kDefinition);
  EXPECT_EQ(property(R"(DefinitionString: '{"Nodes": [{"Name": "a"}], "Connections": []}')"),
            kDefinition);
  EXPECT_EQ(property(R"(DefinitionString: !Sub '{"nodes": [{"name": "${P}"}], "connections": []}')",
                     "Parameters: {P: {Default: a}}\n"),
            kDefinition);
}

TEST_F(CreationInput, NothingInADefinitionStringIsAFunction) {
  EXPECT_EQ(property(R"(DefinitionString: '{"nodes": [{"Ref": "x"}, {"Fn::Sub": "y"}]}')"),
            "CreateFlow {\"definition\":{\"nodes\":[{},{}]}}\n"
            "warning: Resources.F.Properties.DefinitionString.nodes[0].Ref: is not known to the "
            "API and is left out\n"
            "warning: Resources.F.Properties.DefinitionString.nodes[1].Fn::Sub: is not known to "
            "the API and is left out");
}

TEST_F(CreationInput, SubstitutionsReplaceTheirKeys) {
  EXPECT_EQ(property("DefinitionSubstitutions: {name: !Ref P, list: '[', quoted: 'say \"x\"\\n'}\n"
                     "      DefinitionString: '{\"nodes\": ${list}{\"name\": \"${name}\"}], "
                     "\"connections\": []}'",
                     "Parameters: {P: {Default: a}}\n"),
            kDefinition);
  EXPECT_EQ(property("DefinitionSubstitutions: {q: \"say \\\"x\\\"\\n\", n: 5, b: true}\n"
                     "      DefinitionString: '{\"nodes\": [{\"name\": \"${q}${n}${b}${other}${\"}"
                     "]}'"),
            R"(CreateFlow {"definition":{"nodes":[{"name":"say \"x\"\n5true${other}${"}]}})");
}

TEST_F(CreationInput, SubstitutionsElsewhereAreNamed) {
  EXPECT_EQ(property("DefinitionSubstitutions: {a: b}\n"
                     "      Definition: {Nodes: [{Name: '${a}'}]}"),
            "CreateFlow {\"definition\":{\"nodes\":[{\"name\":\"${a}\"}]}}\n"
            "warning: Resources.F.Properties.DefinitionSubstitutions: has no effect, since keys "
            "are replaced in DefinitionString and at DefinitionS3Location only");
}

TEST_F(CreationInput, SubstitutionsThatGrowWithoutEndAreRefused) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "${a}";
  EXPECT_THAT(property("DefinitionSubstitutions: {a: " + std::string(100'000, 'x') +
                       "}\n      DefinitionString: '\"" + text + "\"'"),
              HasSubstr("DefinitionSubstitutions makes the definition larger than 67108864 bytes"));
}

TEST_F(CreationInput, DefinitionsThatCannotBeReadAreRefused) {
  EXPECT_THAT(property("DefinitionString: '{'"),
              HasSubstr("error: Resources.F.Properties.DefinitionString: the text is not valid "
                        "JSON at line 1, column 2"));
  EXPECT_EQ(property("DefinitionString: '[]'"),
            "error: Resources.F.Properties.DefinitionString: is no JSON object");
  EXPECT_EQ(property("DefinitionString: {a: b}"),
            "error: Resources.F.Properties.DefinitionString: is no text");
  EXPECT_EQ(property("DefinitionString: '{}'\n      Definition: {}"),
            "error: Resources.F.Properties: Definition and DefinitionString cannot both be given");
  EXPECT_EQ(property("DefinitionString: '{}'\n      DefinitionSubstitutions: [a]"),
            "error: Resources.F.Properties: DefinitionSubstitutions is no map");
  EXPECT_EQ(property("DefinitionString: '{}'\n      DefinitionSubstitutions: {a: [b]}"),
            "error: Resources.F.Properties.DefinitionSubstitutions.a: is no text, number or "
            "boolean");
  EXPECT_EQ(property("DefinitionString: '{}'\n      Definition: !Ref AWS::NoValue"),
            "CreateFlow {\"definition\":{}}");
}

}  // namespace
}  // namespace flows::offline
