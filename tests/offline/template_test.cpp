#include "offline/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"
#include "offline/resource_types.h"
#include "offline/seed_fixture.h"

namespace flows::offline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class TemplateTest : public SeedTest {
 protected:
  // The outcome of a template with these resources, a line of YAML each, by way of a flow map.
  std::string resources(const std::string& lines, const std::string& sections = "") {
    return outcome("t.yaml", sections + "Resources:\n" + lines);
  }
};

TEST(ResourceTypes, NameOperationsOfTheApiAndTheirMembers) {
  for (const ResourceType& type : resource_types()) {
    const wire::Operation& model = type.model();
    EXPECT_TRUE(type.parent_label.empty() ||
                wire::find_member(*model.input, type.parent_label) != nullptr)
        << type.name;
    for (const ValueSource& source : type.ref) {
      if (source.member.empty()) continue;
      const wire::Shape& shape = source.in_input ? *model.input : *model.output;
      EXPECT_NE(wire::find_member(shape, source.member), nullptr) << type.name;
    }
  }
}

TEST_F(TemplateTest, EachTypeBecomesItsOperationAndPromptsComeFirst) {
  EXPECT_EQ(
      resources("  F: {Type: AWS::Bedrock::Flow, Properties: {Name: f, Description: d,\n"
                "      ExecutionRoleArn: r, CustomerEncryptionKeyArn: k, Tags: {Some-Key: v}}}\n"
                "  V: {Type: AWS::Bedrock::FlowVersion, Properties: {FlowArn: a, Description: d}}\n"
                "  A: {Type: AWS::Bedrock::FlowAlias, Properties: {FlowArn: a, Name: n,\n"
                "      Description: d, RoutingConfiguration: [{FlowVersion: 1}],\n"
                "      ConcurrencyConfiguration: {Type: Manual, MaxConcurrency: '3'},\n"
                "      Tags: {k: v}}}\n"
                "  P: {Type: AWS::Bedrock::Prompt, Properties: {Name: n, DefaultVariant: x,\n"
                "      Variants: [{Name: x, TemplateType: TEXT}]}}\n"
                "  W: {Type: AWS::Bedrock::PromptVersion, Properties: {PromptArn: b, Tags: {}}}\n"),
      R"(CreatePrompt {"name":"n","defaultVariant":"x",)"
      R"("variants":[{"name":"x","templateType":"TEXT"}]})"
      "\n"
      R"(CreatePromptVersion {"promptIdentifier":"b","tags":{}} #1)"
      "\n"
      R"(CreateFlow {"name":"f","description":"d","executionRoleArn":"r",)"
      R"("customerEncryptionKeyArn":"k","tags":{"Some-Key":"v"}})"
      "\n"
      R"(CreateFlowVersion {"flowIdentifier":"a","description":"d"} #1)"
      "\n"
      R"(CreateFlowAlias {"flowIdentifier":"a","name":"n","description":"d",)"
      R"("routingConfiguration":[{"flowVersion":"1"}],)"
      R"("concurrencyConfiguration":{"type":"Manual","maxConcurrency":3},"tags":{"k":"v"}})");
}

TEST_F(TemplateTest, ReferencesGiveWhatTheResourcesGot) {
  EXPECT_EQ(
      resources("  P: {Type: AWS::Bedrock::Prompt, Properties: {Name: p}}\n"
                "  W: {Type: AWS::Bedrock::PromptVersion, Properties: {PromptArn: !Ref P}}\n"
                "  F: {Type: AWS::Bedrock::Flow, Properties: {Name: f, Description: !Join [' ',\n"
                "      [!Ref W, !GetAtt W.Arn, !GetAtt W.PromptId, !GetAtt W.Version,\n"
                "       !GetAtt P.Id, !Sub '${P} ${P.Arn}']]}}\n"
                "  V: {Type: AWS::Bedrock::FlowVersion, Properties: {FlowArn: !GetAtt F.Arn}}\n"
                "  A: {Type: AWS::Bedrock::FlowAlias, Properties: {FlowArn: !Ref F, Name: a,\n"
                "      Description: !Join [' ', [!Ref V, !GetAtt V.Version, !GetAtt V.FlowId]]}}\n"
                "  B: {Type: AWS::Bedrock::FlowAlias, Properties: {FlowArn: !Ref F, Name: b,\n"
                "      Description: !Sub '${A} ${A.Arn} ${A.Id}'}}\n"),
      R"(CreatePrompt {"name":"p"})"
      "\n"
      R"(CreatePromptVersion {"promptIdentifier":)"
      R"("arn:aws:bedrock:us-east-1:123456789012:prompt/Prom000001"} #1)"
      "\n"
      R"(CreateFlow {"name":"f","description":")"
      R"(arn:aws:bedrock:us-east-1:123456789012:prompt/Prom000001:1 )"
      R"(arn:aws:bedrock:us-east-1:123456789012:prompt/Prom000001:1 Prom000002 1 Prom000001 )"
      R"(arn:aws:bedrock:us-east-1:123456789012:prompt/Prom000001 )"
      R"(arn:aws:bedrock:us-east-1:123456789012:prompt/Prom000001"})"
      "\n"
      R"(CreateFlowVersion {"flowIdentifier":)"
      R"("arn:aws:bedrock:us-east-1:123456789012:flow/Flow000003"} #1)"
      "\n"
      R"(CreateFlowAlias {"flowIdentifier":)"
      R"("arn:aws:bedrock:us-east-1:123456789012:flow/Flow000003","name":"a","description":")"
      R"(arn:aws:bedrock:us-east-1:123456789012:flow/Flow000003|1 1 Flow000004"})"
      "\n"
      R"(CreateFlowAlias {"flowIdentifier":)"
      R"("arn:aws:bedrock:us-east-1:123456789012:flow/Flow000003","name":"b","description":")"
      R"(arn:aws:bedrock:us-east-1:123456789012:flow/Flow000003/alias/Flow000005|)"
      R"(arn:aws:bedrock:us-east-1:123456789012:flow/Flow000003 )"
      R"(arn:aws:bedrock:us-east-1:123456789012:flow/Flow000003/alias/Flow000005 Flow000005"})");
}

TEST_F(TemplateTest, AnAttributeThatDoesNotExistIsRefused) {
  for (const char* attribute : {"Nothing", "Definition", "arn"}) {
    EXPECT_EQ(resources("  F: {Type: AWS::Bedrock::Flow}\n"
                        "  G: {Type: AWS::Bedrock::Flow, Properties: {Name: !GetAtt [F, '" +
                        std::string(attribute) + "']}}\n"),
              "CreateFlow {}\nfailure: G is not created: Resources.G.Properties.Name.Fn::GetAtt: "
              "an AWS::Bedrock::Flow has no attribute " +
                  std::string(attribute));
  }
}

TEST_F(TemplateTest, AReferenceWithoutAnAttributeIsRefused) {
  EXPECT_EQ(resources("  F: {Type: AWS::Bedrock::Flow, Properties: {Name: !GetAtt R.}}\n"
                      "  R: {Type: AWS::IAM::Role}\n"),
            "error: Resources.F.Properties.Name.Fn::GetAtt: names no attribute");
}

TEST_F(TemplateTest, AnAttributeThatTheResponseLacksCostsTheResource) {
  EXPECT_EQ(resources("  F: {Type: AWS::Bedrock::Flow, Properties: {Name: f}}\n"
                      "  G: {Type: AWS::Bedrock::Flow, Properties: {Name: !GetAtt F.CreatedAt}}\n"),
            "CreateFlow {\"name\":\"f\"}\n"
            "error: G: Resources.G.Properties.Name.Fn::GetAtt: F has no createdAt");
}

// A rehearsal knows less than a server, and must not refuse what a server knows.
TEST_F(TemplateTest, WhatOnlyTheServerKnowsOfAResourceIsNoError) {
  EXPECT_THAT(resources("  F: {Type: AWS::Bedrock::Flow, Properties: {Name: f}}\n"
                        "  V: {Type: AWS::Bedrock::FlowVersion, Properties: {FlowArn: !Ref F}}\n"
                        "  G: {Type: AWS::Bedrock::Flow, Properties: {Name: !GetAtt V.Name}}\n"),
              ::testing::StartsWith("CreateFlow {\"name\":\"f\"}\nCreateFlowVersion "));
}

TEST_F(TemplateTest, DependsOnOrders) {
  EXPECT_EQ(
      resources("  A: {Type: AWS::Bedrock::Flow, Properties: {Name: a}, DependsOn: [C, R]}\n"
                "  B: {Type: AWS::Bedrock::Flow, Properties: {Name: b}}\n"
                "  C: {Type: AWS::Bedrock::Flow, Properties: {Name: c}}\n"
                "  D: {Type: AWS::Bedrock::Flow, Properties: {Name: d}}\n"
                "  R: {Type: AWS::X::Y, DependsOn: D}\n"),
      "CreateFlow {\"name\":\"c\"}\nCreateFlow {\"name\":\"d\"}\nCreateFlow {\"name\":\"a\"}\n"
      "CreateFlow {\"name\":\"b\"}\n"
      "remark: has no effect here: AWS::X::Y");
  EXPECT_EQ(resources("  A: {Type: AWS::Bedrock::Flow, DependsOn: Z}\n"),
            "error: Resources.A.DependsOn: \"Z\" is no resource of this template");
}

TEST_F(TemplateTest, CyclesAreRefused) {
  const std::string message = ": depends on itself, directly or through other resources";
  EXPECT_EQ(resources("  A: {Type: AWS::Bedrock::Flow, Properties: {Name: !Ref B}}\n"
                      "  B: {Type: AWS::Bedrock::Prompt, Properties: {Name: !Sub '${A.Id}'}}\n"),
            "error: Resources.B" + message + "; Resources.A: needs B, which is not created");
  EXPECT_EQ(resources("  A: {Type: AWS::Bedrock::Flow, Properties: {Name: !Ref A}}\n"),
            "error: Resources.A" + message);
  EXPECT_EQ(resources("  A: {Type: AWS::X::Y, DependsOn: A}\n"), "error: Resources.A" + message);
}

TEST_F(TemplateTest, TheTestAliasGetsTagsThatMayReferToItsFlow) {
  EXPECT_EQ(
      resources("  F: {Type: AWS::Bedrock::Flow, Properties: {Name: f, TestAliasTags:\n"
                "      {Mine: !GetAtt F.Id, N: 1}}}\n"
                "  G: {Type: AWS::Bedrock::Flow, Properties: {Name: g, TestAliasTags: {}}}\n"),
      R"(CreateFlow {"name":"f"})"
      "\n"
      R"(TagResource {"resourceArn":"arn:aws:bedrock:us-east-1:123456789012:flow/Flow000001/)"
      R"(alias/TSTALIASID","tags":{"Mine":"Flow000001","N":"1"}})"
      "\n"
      R"(CreateFlow {"name":"g"})");
}

TEST_F(TemplateTest, ValuesOfOtherResourcesAreMadeUpAndNamed) {
  const std::string foreign =
      "  Role: {Type: AWS::IAM::Role, Properties: {RoleName: my-role}}\n"
      "  Lambda: {Type: AWS::Lambda::Function, Properties: {FunctionName: !Sub x}}\n"
      "  Bucket: {Type: AWS::S3::Bucket}\n";
  EXPECT_EQ(resources("  F: {Type: AWS::Bedrock::Flow, Properties: {ExecutionRoleArn:\n"
                      "      !GetAtt Role.Arn, Description: !Sub '${Lambda.Arn} ${Lambda}',\n"
                      "      Name: !Ref Bucket}}\n" +
                      foreign),
            R"(CreateFlow {"executionRoleArn":"arn:aws:iam::123456789012:role/my-role",)"
            R"("description":"arn:aws:lambda:us-east-1:123456789012:function:Lambda Lambda",)"
            R"("name":"bucket"})"
            "\n"
            "remark: has no effect here: AWS::IAM::Role, AWS::Lambda::Function, AWS::S3::Bucket; "
            "made up: Bucket = bucket, Lambda = Lambda, Lambda.Arn = "
            "arn:aws:lambda:us-east-1:123456789012:function:Lambda, Role.Arn = "
            "arn:aws:iam::123456789012:role/my-role");
  EXPECT_EQ(resources("  F: {Type: AWS::Bedrock::Flow, Properties: {Name: !GetAtt Role.RoleId}}\n" +
                      foreign),
            "error: Resources.F.Properties.Name.Fn::GetAtt: RoleId of the AWS::IAM::Role Role is "
            "not known, since such resources are not created here: use a parameter with a Default");
}

// Whatever flows refer to most has a form that the API's constraints take.
TEST_F(TemplateTest, IdsOfOtherResourcesAreMadeOfTheirNames) {
  const std::string made = resources(
      "  F:\n    Type: AWS::Bedrock::Flow\n    Properties:\n      Name: f\n"
      "      CustomerEncryptionKeyArn: !GetAtt Key.Arn\n"
      "      Tags: {kb: !GetAtt Kb.KnowledgeBaseId, same: !Ref Kb,\n"
      "             agent: !GetAtt Alias.AgentAliasArn, bot: !GetAtt Bot.Arn, guard: !GetAtt "
      "Guard.GuardrailId}\n"
      "  Key: {Type: AWS::KMS::Key}\n"
      "  Kb: {Type: AWS::Bedrock::KnowledgeBase}\n"
      "  Alias: {Type: AWS::Bedrock::AgentAlias}\n"
      "  Bot: {Type: AWS::Lex::BotAlias}\n"
      "  Guard: {Type: AWS::Bedrock::Guardrail}\n");
  EXPECT_EQ(made.substr(0, made.find('\n')),
            R"(CreateFlow {"name":"f","customerEncryptionKeyArn":)"
            R"("arn:aws:kms:us-east-1:123456789012:key/Key000000000000000000000000000000000",)"
            R"("tags":{"kb":"Kb00000000","same":"Kb00000000","agent":)"
            R"("arn:aws:bedrock:us-east-1:123456789012:agent-alias/Alias00000/Alias00000","bot":)"
            R"("arn:aws:lex:us-east-1:123456789012:bot-alias/Bot0000000/Bot0000000",)"
            R"("guard":"Guard00000"}})");
}

TEST_F(TemplateTest, WhatIsNotKnownIsNamedAndLeftOut) {
  EXPECT_EQ(resources("  F:\n    Type: AWS::Bedrock::Flow\n    DeletionPolicy: Retain\n"
                      "    Metadata: {a: b}\n    Foo: 1\n"
                      "    Properties: {Name: f, Colour: red, name: g, ClientToken: t,\n"
                      "      Definition: {Nodes: [{Name: a, Kind: b, type: c}], Loops: 1}}\n",
                      "Transform: AWS::Serverless-2016-10-31\nRules: {}\nOutptus: {}\n"
                      "AWSTemplateFormatVersion: 2010-09-09\nDescription: d\nOutputs: {}\n"),
            R"(CreateFlow {"name":"f","definition":{"nodes":[{"name":"a"}]}})"
            "\n"
            "warning: Outptus: is not known here and has no effect\n"
            "warning: Resources.F.Foo: is not known here and has no effect\n"
            "warning: Resources.F.Properties.Colour: is no known property of an AWS::Bedrock::Flow "
            "and is left out\n"
            "warning: Resources.F.Properties.name: is no known property of an AWS::Bedrock::Flow "
            "and is left out\n"
            "warning: Resources.F.Properties.ClientToken: is no known property of an "
            "AWS::Bedrock::Flow and is left out\n"
            "warning: Resources.F.Properties.Definition.Nodes[0].Kind: is not known to the API and "
            "is left out\n"
            "warning: Resources.F.Properties.Definition.Nodes[0].type: is not known to the API and "
            "is left out\n"
            "warning: Resources.F.Properties.Definition.Loops: is not known to the API and is left "
            "out\n"
            "remark: has no effect here: Rules, Transform");
}

TEST_F(TemplateTest, LabelsAreNoProperties) {
  EXPECT_EQ(resources("  V: {Type: AWS::Bedrock::FlowVersion, Properties: {FlowIdentifier: x}}\n"),
            "CreateFlowVersion {} #1\n"
            "warning: Resources.V.Properties.FlowIdentifier: is no known property of an "
            "AWS::Bedrock::FlowVersion and is left out");
}

TEST_F(TemplateTest, WhatIsNoTemplateIsRefused) {
  EXPECT_EQ(resources("  F: 1\n"), "error: Resources.F: is no object with a Type");
  EXPECT_EQ(resources("  F: {Type: [x]}\n"), "error: Resources.F: is no object with a Type");
  EXPECT_EQ(resources("  'Fn::ForEach::X': [A, [b], {}]\n"),
            "error: Resources.Fn::ForEach::X: functions that make resources are not supported");
  EXPECT_EQ(resources("  F: {Type: AWS::Bedrock::Flow, Properties: [x]}\n"),
            "error: Resources.F.Properties: is no object");
  EXPECT_EQ(resources("  F: {Type: AWS::Bedrock::Flow}\n", "Parameters: [x]\n"),
            "error: Parameters: is no object");
}

TEST_F(TemplateTest, AResourceWhoseConditionDoesNotHoldIsNotCreated) {
  const std::string conditions = "Conditions: {Yes: !Equals [1, 1], No: !Equals [1, 2]}\n";
  EXPECT_EQ(resources("  A: {Type: AWS::Bedrock::Flow, Properties: {Name: a}, Condition: No}\n"
                      "  B: {Type: AWS::Bedrock::Flow, Properties: {Name: b}, Condition: Yes,\n"
                      "      DependsOn: A}\n"
                      "  C: {Type: AWS::X::Y, Condition: No}\n",
                      conditions),
            "CreateFlow {\"name\":\"b\"}\nremark: has no effect here: AWS::X::Y");
  EXPECT_EQ(resources("  B: {Type: AWS::Bedrock::Flow, Properties: {Name: !Ref A}}\n"
                      "  A: {Type: AWS::Bedrock::Flow, Condition: No}\n",
                      conditions),
            "error: Resources.B.Properties.Name.Ref: A is not created, for its condition does not "
            "hold");
  EXPECT_EQ(resources("  B: {Type: AWS::Bedrock::Flow, Condition: Maybe}\n", conditions),
            "error: Resources.B.Condition: Maybe is no condition of this template");
  EXPECT_EQ(resources("  B: {Type: AWS::Bedrock::Flow, Condition: [Yes]}\n"),
            "error: Resources.B.Condition: takes the name of a condition");
}

TEST_F(TemplateTest, AResourceThatCannotBeMadeIsAFailureAndTheOthersAreMade) {
  const std::string parameters = "Parameters: {P: {Type: String}}\n";
  EXPECT_EQ(resources("  A: {Type: AWS::Bedrock::Flow, Properties: {Name: !Ref P}}\n"
                      "  B: {Type: AWS::Bedrock::Flow, Properties: {Name: b}}\n"
                      "  C: {Type: AWS::Bedrock::FlowVersion, Properties: {FlowArn: !Ref A}}\n"
                      "  D: {Type: AWS::Bedrock::FlowVersion, Properties: {FlowArn: !Ref B}}\n",
                      parameters),
            "CreateFlow {\"name\":\"b\"}\n"
            "CreateFlowVersion {\"flowIdentifier\":"
            "\"arn:aws:bedrock:us-east-1:123456789012:flow/Flow000001\"} #1\n"
            "failure: A is not created: Resources.A.Properties.Name.Ref: the parameter P has no "
            "Default, and a template is read without anybody to give it a value: add a Default\n"
            "failure: C is not created: Resources.C: needs A, which is not created");
}

TEST_F(TemplateTest, AConditionThatNobodyKnowsConcernsItsResourcesOnly) {
  const std::string sections =
      "Parameters: {P: {Type: String}}\nConditions: {Maybe: !Equals [!Ref P, x]}\n";
  EXPECT_EQ(resources("  A: {Type: AWS::Bedrock::Flow, Properties: {Name: a}, Condition: Maybe}\n"
                      "  B: {Type: AWS::Bedrock::Flow, Properties: {Name: b}}\n"
                      "  R: {Type: AWS::X::Y, Condition: Maybe}\n",
                      sections),
            "CreateFlow {\"name\":\"b\"}\n"
            "failure: A is not created: Conditions.Maybe.Fn::Equals[0].Ref: the parameter P has no "
            "Default, and a template is read without anybody to give it a value: add a Default\n"
            "remark: has no effect here: AWS::X::Y");
}

TEST_F(TemplateTest, ARoleThatNobodyKnowsIsMadeUp) {
  for (const std::string role : {"!Ref P", "!ImportValue role", "'{{resolve:ssm:/role}}'"}) {
    EXPECT_EQ(resources("  F: {Type: AWS::Bedrock::Flow, Properties: {Name: f,\n"
                        "      ExecutionRoleArn: " +
                            role + "}}\n",
                        "Parameters: {P: {Type: String}}\n"),
              R"(CreateFlow {"name":"f","executionRoleArn":)"
              R"("arn:aws:iam::123456789012:role/flows-local"})"
              "\n"
              "remark: made up: F.ExecutionRoleArn = arn:aws:iam::123456789012:role/flows-local")
        << role;
  }
}

TEST_F(TemplateTest, ADynamicReferenceIsNotKnown) {
  EXPECT_EQ(resources("  F: {Type: AWS::Bedrock::Flow, Properties:\n"
                      "      {Name: f, Description: '{{resolve:ssm:/d}}'}}\n"),
            "error: Resources.F.Properties.Description: AWS resolves such references: use a "
            "parameter with a Default");
}

TEST_F(TemplateTest, WhatTemplatesOfCdkAlwaysHaveIsOneRemark) {
  std::string lines = "  F: {Type: AWS::Bedrock::Flow, Properties: {Name: f}}\n";
  for (int i = 0; i < 20; ++i) {
    lines += "  R" + std::to_string(i) + ": {Type: AWS::X::Y" + std::to_string(i % 15) + "}\n";
  }
  EXPECT_EQ(resources(lines,
                      "Parameters: {BootstrapVersion: {Type: 'AWS::SSM::Parameter::Value<String>', "
                      "Default: /cdk-bootstrap/hnb659fds/version}}\n"
                      "Conditions: {CDKMetadataAvailable: !Or [!Equals [!Ref AWS::Region, x]]}\n"
                      "Rules: {CheckBootstrapVersion: {Assertions: [{Assert: {Fn::Not: [\n"
                      "  {Fn::Contains: [['1'], !Ref BootstrapVersion]}]}}]}}\n"),
            "CreateFlow {\"name\":\"f\"}\n"
            "remark: has no effect here: AWS::X::Y0 (2), AWS::X::Y1 (2), AWS::X::Y10, AWS::X::Y11, "
            "AWS::X::Y12, AWS::X::Y13, AWS::X::Y14, AWS::X::Y2 (2), AWS::X::Y3 (2), AWS::X::Y4 "
            "(2), AWS::X::Y5, AWS::X::Y6 and 4 more");
}

TEST_F(TemplateTest, ResourcesHaveALimit) {
  std::string lines;
  for (std::size_t i = 0; i < base::limits::kTemplateResourcesMax; ++i) {
    lines += "  R" + std::to_string(i) + ": {Type: AWS::Bedrock::Flow}\n";
  }
  EXPECT_THAT(resources(lines), HasSubstr("CreateFlow {}"));
  EXPECT_EQ(resources(lines + "  One: {Type: AWS::Bedrock::Flow}\n"),
            "error: Resources: there are more than 500 of them");
}

TEST_F(TemplateTest, ConditionsHaveALimit) {
  std::string lines = "Conditions:\n";
  for (std::size_t i = 0; i < base::limits::kTemplateConditionsMax; ++i) {
    lines += "  C" + std::to_string(i) + ": !Equals [1, 1]\n";
  }
  const std::string flow = "  F: {Type: AWS::Bedrock::Flow}\n";
  EXPECT_EQ(resources(flow, lines), "CreateFlow {}");
  EXPECT_EQ(resources(flow, lines + "  One: !Equals [1, 1]\n"),
            "error: Conditions: there are more than 500 of them");
}

TEST_F(TemplateTest, WarningsHaveALimit) {
  std::string properties;
  for (std::size_t i = 0; i < base::limits::kTemplateNotesMax; ++i) {
    properties += "P" + std::to_string(i) + ": 1, ";
  }
  const auto warnings = [&](const std::string& more) {
    return resources("  F: {Type: AWS::Bedrock::Flow, Properties: {" + properties + more + "}}\n");
  };
  EXPECT_THAT(warnings(""), Not(HasSubstr("more warnings")));
  const std::string cut = warnings("One: 1, Two: 1");
  EXPECT_THAT(cut, HasSubstr("warning: there are more warnings than these"));
  EXPECT_THAT(cut, Not(HasSubstr("Properties.Two")));
}

}  // namespace
}  // namespace flows::offline
