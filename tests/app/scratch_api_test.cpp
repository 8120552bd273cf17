// What `validate` finds out by creating resources on an API in memory.
#include "app/scratch_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "offline/check_fixture.h"
#include "offline/flow_file.h"

namespace flows::app {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;

class ScratchApiTest : public offline::CheckFiles {
 protected:
  // Checks a template with a flow F, a prompt P, and further lines of the section Resources.
  std::string check_with(const std::string& resources, const std::string& sections = "") {
    auto api = ScratchApi::open(offline::offline_caller()).value();
    use([&](const offline::SeedCall& call) { return api->make(call); });
    write("t.yaml", sections + "Resources:\n" + flow("F", "f") + kPrompt + resources);
    return check({"t.yaml"});
  }

  static std::string flow(const std::string& id, const std::string& name) {
    return "  " + id + ":\n    Type: AWS::Bedrock::Flow\n    Properties:\n      Name: " + name +
           "\n      ExecutionRoleArn: arn:aws:iam::123456789012:role/r\n"
           "      Definition:\n        Nodes:\n"
           "          - {Name: In, Type: Input, Outputs: [{Name: document, Type: String}]}\n"
           "          - {Name: Out, Type: Output, Inputs:\n"
           "              [{Name: document, Type: String, Expression: $.data}]}\n"
           "        Connections:\n"
           "          - {Name: CC, Type: Data, Source: In, Target: Out, Configuration:\n"
           "              {Data: {SourceOutput: document, TargetInput: document}}}\n";
  }

  static std::string resource(const std::string& id, const std::string& type,
                              const std::string& properties) {
    return "  " + id + ": {Type: 'AWS::Bedrock::" + type + "', Properties: {" + properties + "}}\n";
  }

  static constexpr const char* kPrompt =
      "  P: {Type: 'AWS::Bedrock::Prompt', Properties: {Name: p, Variants: [{Name: v, "
      "TemplateType: TEXT,\n      TemplateConfiguration: {Text: {Text: hi}}}]}}\n";
  static constexpr const char* kNothing = "t.yaml F\nt.yaml prompt P\n";
};

TEST_F(ScratchApiTest, WhatAServerCreatesHasNoFault) {
  EXPECT_EQ(check_with(resource("V", "FlowVersion", "FlowArn: !Ref F") +
                       resource("A", "FlowAlias",
                                "FlowArn: !Ref F, Name: live, RoutingConfiguration: "
                                "[{FlowVersion: !GetAtt V.Version}]") +
                       resource("W", "PromptVersion", "PromptArn: !GetAtt P.Arn")),
            kNothing);
}

TEST_F(ScratchApiTest, EachResourceThatAServerRefusesHasItsFault) {
  const std::string version = resource("V", "FlowVersion", "FlowArn: !Ref F");
  const std::string route = ", RoutingConfiguration: [{FlowVersion: '1'}]";
  for (const auto& [text, pointer] : {
           std::pair(resource("R", "FlowAlias", "FlowArn: !Ref F, Name: n"),
                     "/routingConfiguration"),
           std::pair(version + resource("R", "FlowAlias", "FlowArn: !Ref F, Name: 'a  b'" + route),
                     "/name"),
           std::pair(resource("R", "FlowAlias", "FlowArn: !Ref F, Name: n" + route), ""),
           std::pair(resource("R", "FlowAlias", "Name: n" + route), "/flowIdentifier"),
           std::pair(resource("R", "FlowVersion", "Description: d"), "/flowIdentifier"),
           std::pair(resource("R", "PromptVersion", "Description: d"), "/promptIdentifier"),
           std::pair(resource("X", "PromptVersion", "PromptArn: !Ref P") +
                         resource("R", "PromptVersion", "PromptArn: !Ref X"),
                     ""),
           std::pair(resource("R", "PromptVersion", "PromptArn: !Sub '${P.Arn}:2'"), ""),
           std::pair(version + resource("Q", "FlowAlias", "FlowArn: !Ref F, Name: n" + route) +
                         resource("R", "FlowAlias", "FlowArn: !Ref F, Name: n" + route),
                     ""),
       }) {
    EXPECT_THAT(check_with(text),
                AllOf(HasSubstr("t.yaml refused R\n "),
                      EndsWith(std::string(" E ValidationException ") + pointer + "\n")))
        << text;
  }
  EXPECT_THAT(check_with(flow("R", "'f  g'")), EndsWith(" E ValidationException /name\n"));
  EXPECT_THAT(check_with(flow("R", "f")), HasSubstr("t.yaml refused R\n "));
}

TEST_F(ScratchApiTest, UnknownValuesAreNotJudgedAndTheRestIs) {
  const std::string parameters = "Parameters: {X: {Type: String}}\n";
  const std::string remark =
      "remark: what depends on these is not judged, since only AWS or the creator of the stack "
      "knows them: ";
  EXPECT_EQ(check_with(resource("A", "FlowAlias",
                                "FlowArn: !Ref X, Name: !Ref X, RoutingConfiguration: "
                                "[{FlowVersion: !Ref X}]"),
                       parameters),
            remark + "X\n" + kNothing);
  EXPECT_THAT(check_with(resource("A", "FlowAlias", "FlowArn: !Ref X, Name: n"), parameters),
              AllOf(HasSubstr(remark), EndsWith(" E ValidationException /routingConfiguration\n")));
  const std::string arn = "arn:aws:bedrock:us-east-1:123456789012:flow/ABCDEFGHIJ";
  EXPECT_EQ(check_with(resource("V", "FlowVersion", "FlowArn: '" + arn + "'")),
            remark + arn + "\n" + kNothing);
}

TEST_F(ScratchApiTest, WhatDependsOnAFaultyFlowIsNotSaidAgain) {
  const std::string text = flow("G", "g");
  EXPECT_EQ(check_with(text.substr(0, text.find("        Connections:")) +
                       resource("V", "FlowVersion", "FlowArn: !Ref G") +
                       resource("A", "FlowAlias",
                                "FlowArn: !Ref G, Name: n, RoutingConfiguration: "
                                "[{FlowVersion: !GetAtt V.Version}]"))
                .find("refused"),
            std::string::npos);
}

TEST_F(ScratchApiTest, WhatNeedsAResourceWhoseConditionIsFalseIsAFailure) {
  const std::string sections = "Conditions: {No: !Equals [1, 2]}\n";
  const std::string prompt =
      "  Q: {Type: 'AWS::Bedrock::Prompt', Condition: No, Properties: {Name: q}}\n";
  EXPECT_EQ(check_with(prompt + resource("W", "PromptVersion", "PromptArn: !Ref Q"), sections),
            "failure: t.yaml: Resources.W.Properties.PromptArn.Ref: Q is not created, for its "
            "condition does not hold\n" +
                std::string(kNothing) + "t.yaml prompt Q\n");
}

TEST_F(ScratchApiTest, ANameOfAnotherFileIsAWarning) {
  auto api = ScratchApi::open(offline::offline_caller()).value();
  use([&](const offline::SeedCall& call) { return api->make(call); });
  write("s/dev.yaml", "Resources:\n" + flow("F", "f"));
  write("s/prod.yaml", "Resources:\n" + flow("F", "f"));
  EXPECT_THAT(check({"s"}),
              AllOf(HasSubstr("note: f: a server that is seeded with all these files has the "
                              "resource of this name from s/dev.yaml only\n"),
                    EndsWith("s/prod.yaml F\n")));
}

}  // namespace
}  // namespace flows::app
