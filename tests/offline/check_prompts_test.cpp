// Prompts that stand in the files that are checked, and flows that name them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "offline/check_fixture.h"

namespace flows::offline {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// A flow of a template that names a prompt, and what both need.
class CheckPrompts : public CheckFiles {
 protected:
  static std::string prompt(const std::string& id, const std::string& more = "") {
    return "  " + id + ":\n    Type: AWS::Bedrock::Prompt\n    Properties:\n      Name: " + id +
           "\n      Variants:\n        - {Name: v, TemplateType: TEXT, TemplateConfiguration:\n"
           "            {Text: {Text: 'Sum up {{title}} by {{author}}'}}" +
           more + "}\n";
  }

  static std::string flow(const std::string& prompt_arn) {
    return "  F:\n    Type: AWS::Bedrock::Flow\n    Properties:\n      Name: f\n"
           "      Definition:\n        Nodes:\n"
           "          - {Name: In, Type: Input, Outputs: [{Name: document, Type: String}]}\n"
           "          - Name: Sum\n            Type: Prompt\n"
           "            Configuration: {Prompt: {SourceConfiguration: {Resource: {PromptArn: " +
           prompt_arn +
           "}}}}\n            Inputs: [{Name: title, Type: String, Expression: $.data}]\n"
           "            Outputs: [{Name: modelCompletion, Type: String}]\n"
           "          - {Name: Out, Type: Output, Inputs:\n"
           "              [{Name: document, Type: String, Expression: $.data}]}\n"
           "        Connections:\n"
           "          - {Name: CC, Type: Data, Source: In, Target: Sum, Configuration:\n"
           "              {Data: {SourceOutput: document, TargetInput: title}}}\n"
           "          - {Name: DD, Type: Data, Source: Sum, Target: Out, Configuration:\n"
           "              {Data: {SourceOutput: modelCompletion, TargetInput: document}}}\n";
  }

  static std::string version(const std::string& id, const std::string& of) {
    return "  " + id + ": {Type: AWS::Bedrock::PromptVersion, Properties: {PromptArn: " + of +
           "}}\n";
  }
};

TEST_F(CheckPrompts, PromptsOfTheTemplateAreKnownHoweverTheyAreNamed) {
  for (const std::string arn :
       {"!Ref P", "!GetAtt P.Arn", "!Ref V", "!GetAtt V.Arn", "!Sub '${P.Arn}:1'", "!Sub '${P}'",
        "!Sub '${P.Arn}:${W.Version}'", "!Join [':', [!GetAtt P.Arn, !GetAtt W.Version]]",
        "!Sub 'arn:aws:bedrock:${AWS::Region}:${AWS::AccountId}:prompt/${P.Id}'",
        "!Sub 'arn:aws:bedrock:us-east-1:123456789012:prompt/${V.PromptId}:2'",
        "!If [Yes, !Ref V, '']"}) {
    write("t.yaml", "Conditions: {Yes: !Equals [1, 1]}\nResources:\n" + flow(arn) + prompt("P") +
                        version("V", "!Ref P") + version("W", "!GetAtt P.Arn"));
    EXPECT_THAT(check({"t.yaml"}),
                AllOf(StartsWith("t.yaml F\n "), HasSubstr(" E MissingNodeInput /nodes/1\n"),
                      EndsWith("t.yaml prompt P\n")))
        << arn;
  }
}

TEST_F(CheckPrompts, PromptsThatStandNowhereAreNotJudgedAndNamed) {
  const std::string remark =
      "remark: what depends on these is not judged, since only AWS or the creator of the stack "
      "knows them: ";
  for (const auto& [arn, name] :
       {std::pair("!Sub '${P.Arn}:7'",
                  "arn:aws:bedrock:us-east-1:123456789012:prompt/29BLZ3CWL1:7"),
        std::pair("arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEFGHIJ",
                  "arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEFGHIJ"),
        std::pair("!Sub 'arn:aws:bedrock:eu-west-1:${AWS::AccountId}:prompt/${P.Id}'",
                  "arn:aws:bedrock:eu-west-1:123456789012:prompt/29BLZ3CWL1"),
        std::pair("!Ref Arn", "Arn"), std::pair("!ImportValue Arn", "Arn"),
        std::pair("'{{resolve:ssm:/arn}}'", "{{resolve:ssm:/arn}}")}) {
    write("t.yaml", "Parameters: {Arn: {Type: String}}\nResources:\n" + flow(arn) + prompt("P"));
    EXPECT_EQ(check({"t.yaml"}), remark + name + "\nt.yaml F\nt.yaml prompt P\n") << arn;
  }
}

TEST_F(CheckPrompts, PromptsOfOtherFilesAreKnown) {
  const std::string arn = "arn:aws:bedrock:us-east-1:123456789012:prompt/";
  write("s/flow.yaml", "Resources:\n" + flow(arn + "MYPROMPT01"));
  write("s/prompt.json", R"({"name": "sum", "id": "MYPROMPT01", "arn": "any", "variants": [
    {"name": "v", "templateType": "TEXT", "templateConfiguration": {"text": {"text":
      "{{title}} {{author}}"}}}]})");
  const std::string found = check({"s"});
  EXPECT_THAT(found, AllOf(StartsWith("s/flow.yaml F\n "), HasSubstr(" E MissingNodeInput "),
                           EndsWith("s/prompt.json prompt sum\n")));
  EXPECT_EQ(check({"s/prompt.json", "s/flow.yaml"}).size(), found.size());
}

TEST_F(CheckPrompts, PromptsThatAnotherTemplateExportsAreKnown) {
  write("s/flow.yaml", "Resources:\n" + flow("!ImportValue 'Prompts:Version'"));
  write("s/prompts.yaml", "Resources:\n" + prompt("P") + version("V", "!Ref P") +
                              "Outputs:\n  Version: {Value: !Ref V, Export: {Name: "
                              "'Prompts:Version'}}\n");
  EXPECT_THAT(check({"s"}),
              AllOf(StartsWith("s/flow.yaml F\n "), HasSubstr(" E MissingNodeInput /nodes/1\n"),
                    EndsWith("s/prompts.yaml prompt P\n")));
}

TEST_F(CheckPrompts, EachFlowSeesThePromptThatItRefersToHoweverManyHaveThatName) {
  const std::string bare =
      "  P: {Type: AWS::Bedrock::Prompt, Condition: No, Properties: {Name: P, Variants: [{Name: "
      "v,\n"
      "      TemplateType: TEXT, TemplateConfiguration: {Text: {Text: 'Sum up {{title}}'}}}]}}\n";
  write("s/a.yaml", "Conditions: {No: !Equals [1, 2]}\nResources:\n" + bare + flow("!Ref P"));
  write("s/b.yaml", "Resources:\n" + prompt("P") + flow("!Ref P"));
  write("s/c.yaml", "Conditions: {No: !Equals [1, 1]}\nResources:\n" + bare + flow("!Ref P"));
  EXPECT_THAT(check({"s"}), AllOf(StartsWith("failure: s/a.yaml: Resources.F."),
                                  HasSubstr("P is not created, for its condition does not hold\n"
                                            "s/a.yaml prompt P\n"),
                                  HasSubstr(" E MissingNodeInput /nodes/1\ns/b.yaml prompt P\n"),
                                  EndsWith("s/c.yaml F\ns/c.yaml prompt P\n")));
}

TEST_F(CheckPrompts, PromptsAreCheckedToo) {
  write("t.yaml", "Resources:\n" +
                      prompt("P",
                             ", Colour: red, InferenceConfiguration: {Text: "
                             "{Temperature: 7}}") +
                      prompt("Q"));
  write("p.json", R"({"name": "p", "defaultVariant": "w", "variants": [
    {"name": "v", "templateType": "TEXT", "templateConfiguration": {"text": {"text": "x"}}}]})");
  write("q.json", R"({"name": "q", "variants": [
    {"name": "v", "templateType": "CHAT", "kind": 1, "templateConfiguration": {"text": {"text":
      "x"}}}]})");
  EXPECT_EQ(check({"t.yaml", "p.json", "q.json"}),
            "note: Resources.P.Properties.Variants[0].Colour: is not known to the API and is left "
            "out\n"
            "t.yaml prompt P\n"
            " 8:121 E ValidationException "
            "/variants/0/inferenceConfiguration/text/temperature\n"
            "t.yaml prompt Q\n"
            "p.json prompt p\n"
            " 1:1 E ValidationException \n"
            "q.json prompt q\n"
            " 2:51 W UnknownMember /variants/0/kind\n"
            " 1:1 E ValidationException \n");
}

TEST_F(CheckPrompts, APromptWithUnknownValuesIsKnownAllTheSame) {
  write("t.yaml", "Parameters: {Model: {Type: String}}\nResources:\n" + flow("!Ref P") +
                      prompt("P", ", ModelId: !Ref Model"));
  EXPECT_THAT(check({"t.yaml"}),
              AllOf(HasSubstr("knows them: Model\n"), HasSubstr(" E MissingNodeInput /nodes/1\n"),
                    EndsWith("t.yaml prompt P\n")));
}

TEST_F(CheckPrompts, AFlowThatCannotBeReadIsAFailureAndTheOthersAreChecked) {
  write("t.yaml", "Resources:\n  G: {Type: AWS::Bedrock::Flow, Properties: {Name: !Ref Nobody}}\n" +
                      flow("!Ref P") + "  P: {Type: AWS::Bedrock::Prompt, Properties: 1}\n");
  EXPECT_EQ(check({"t.yaml"}),
            "failure: t.yaml: Resources.G.Properties.Name.Ref: Nobody is no parameter or resource "
            "of this template\n"
            "failure: t.yaml: Resources.P.Properties: is no object\n"
            "remark: what depends on these is not judged, since only AWS or the creator of the "
            "stack knows them: P\n"
            "t.yaml F\n");
}

}  // namespace
}  // namespace flows::offline
