#include "offline/check_files.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "offline/check_fixture.h"

namespace flows::offline {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kGood = R"({
  "nodes": [
    {"name": "In", "type": "Input", "outputs": [{"name": "document", "type": "String"}]},
    {"name": "Out", "type": "Output",
     "inputs": [{"name": "document", "type": "String", "expression": "$.data"}]}],
  "connections": [
    {"name": "CC", "type": "Data", "source": "In", "target": "Out",
     "configuration": {"data": {"sourceOutput": "document", "targetInput": "document"}}}]})";

std::string with(std::string_view text, const std::string& from, const std::string& to) {
  std::string changed(text);
  const std::size_t at = changed.find(from);
  EXPECT_NE(at, changed.npos) << from;
  return changed.replace(at, from.size(), to);
}

TEST_F(CheckFiles, ADefinitionIsFoundInAllItsForms) {
  write("a.json", kGood);
  write("b.json", fmt::format(R"({{"name": "Request", "definition": {}}})", kGood));
  write("c.json", R"({"name": "Empty", "executionRoleArn": "arn"})");
  EXPECT_EQ(check({"a.json", "b.json", "c.json"}),
            "a.json \n"
            "b.json Request\n"
            "c.json Empty\n"
            " 1:1 E MissingStartingNodes \n"
            " 1:1 E MissingEndingNodes \n");
}

TEST_F(CheckFiles, WhatTheApiRefusesHasItsPlace) {
  write("a.json", with(kGood, R"("In", "type")", R"("1", "type")"));
  write("b.json", with(kGood, R"("String", "expression": "$.data")", R"("Text")"));
  write("c.json", with(kGood, R"("name": "Out")", R"("name": "In")"));
  write("d.json", with(kGood, R"("name": "Out")", R"("name": 7)"));
  EXPECT_EQ(check({"a.json", "b.json", "c.json", "d.json"}),
            "a.json \n"
            " 3:14 E ValidationException /nodes/0/name\n"
            "b.json \n"
            " 5:46 E ValidationException /nodes/1/inputs/0/type\n"
            " 5:17 E ValidationException /nodes/1/inputs/0/expression\n"
            "c.json \n"
            " 4:14 E ValidationException /nodes/1/name\n"
            "d.json \n"
            " 4:14 E ValidationException /nodes/1/name\n");
}

TEST_F(CheckFiles, WhatAwsWouldDropIsAWarning) {
  write("a.json", with(kGood, R"("type": "Input",)", R"("type": "Input", "colour": "red",)"));
  EXPECT_EQ(check({"a.json"}),
            "a.json \n"
            " 3:47 W UnknownMember /nodes/0/colour\n");
}

TEST_F(CheckFiles, UnknownMembersAreReportedUpToALimit) {
  std::string many;
  for (int i = 0; i < 300; ++i) many += fmt::format("\"m{}\": 1, ", i);
  write("a.json", with(kGood, R"("type": "Input",)", R"("type": "Input", )" + many));
  const std::string text = check({"a.json"});
  EXPECT_NE(text.find("/m99\n"), text.npos);
  EXPECT_EQ(text.find("/m100\n"), text.npos);
}

TEST_F(CheckFiles, AllFlowsOfATemplateAreChecked) {
  write("t.yaml",
        "Parameters:\n"
        "  Role: {Type: String}\n"
        "  Turns: {Type: Number}\n"
        "Conditions:\n"
        "  Never: !Equals [a, b]\n"
        "Resources:\n"
        "  First:\n"
        "    Type: AWS::Bedrock::Flow\n"
        "    Condition: Never\n"
        "    Properties:\n"
        "      Name: first\n"
        "      ExecutionRoleArn: !Ref Role\n"
        "      Definition:\n"
        "        Nodes:\n"
        "          - Name: In\n"
        "            Type: Input\n"
        "            Outputs: [{Name: document, Type: String}]\n"
        "          - Name: Call\n"
        "            Type: LambdaFunction\n"
        "            Configuration: {LambdaFunction: {LambdaArn: !ImportValue Handler}}\n"
        "            Inputs: [{Name: text, Type: String, Expression: $.dat}]\n"
        "            Outputs: [{Name: functionResponse, Type: String}]\n"
        "        Connections: []\n"
        "  Other: {Type: AWS::SNS::Topic}\n"
        "  Second:\n"
        "    Type: AWS::Bedrock::Flow\n"
        "    Properties:\n"
        "      DefinitionString: !Sub '{\"nodes\": [], \"connections\": []}'\n");
  EXPECT_EQ(check({"t.yaml"}),
            "remark: has no effect here: AWS::SNS::Topic\n"
            "remark: what depends on these is not judged, since only AWS or the creator of the "
            "stack knows them: Handler\n"
            "t.yaml First\n"
            " 14:9 E MissingEndingNodes \n"
            " 21:61 E MalformedNodeInputExpression /nodes/1/inputs/0/expression\n"
            " 21:22 E UnfulfilledNodeInput /nodes/1/inputs/0\n"
            "t.yaml Second\n"
            " 28:25 E MissingStartingNodes \n"
            " 28:25 E MissingEndingNodes \n");
}

TEST_F(CheckFiles, ValuesThatNobodyKnowsAreNotJudged) {
  write("t.yaml",
        "Parameters:\n"
        "  Model: {Type: String}\n"
        "  Heat: {Type: Number}\n"
        "Resources:\n"
        "  Flow:\n"
        "    Type: AWS::Bedrock::Flow\n"
        "    Properties:\n"
        "      Definition:\n"
        "        Connections: []\n"
        "        Nodes:\n"
        "          - Name: Ask\n"
        "            Type: Prompt\n"
        "            Outputs: [{Name: modelCompletion, Type: String}]\n"
        "            Configuration:\n"
        "              Prompt:\n"
        "                SourceConfiguration:\n"
        "                  Inline:\n"
        "                    TemplateType: TEXT\n"
        "                    TemplateConfiguration: {Text: {Text: hello}}\n"
        "                    ModelId: !Sub '${Model}'\n"
        "                    InferenceConfiguration: {Text: {Temperature: !Ref Heat}}\n");
  EXPECT_EQ(check({"t.yaml"}),
            "remark: what depends on these is not judged, since only AWS or the creator of the "
            "stack knows them: Model, Heat\n"
            "t.yaml Flow\n"
            " 9:9 E MissingStartingNodes \n"
            " 9:9 E MissingEndingNodes \n");
}

TEST_F(CheckFiles, WhatCannotBeReadIsAFailure) {
  write("broken.json", "{\"nodes\": [,]}");
  write("other.json", R"({"name": "P", "version": "1.0.0"})");
  write("t.json", R"({"Resources": {"F": {"Type": "AWS::Bedrock::Flow", "Properties": 1}}})");
  const std::string text = check({"broken.json", "none.json", "other.json", "t.json"});
  EXPECT_TRUE(text.starts_with("failure: broken.json is not valid JSON at line 1, column 12: "))
      << text;
  EXPECT_NE(text.find("failure: none.json: No such file or directory\n"), text.npos) << text;
  EXPECT_NE(text.find("failure: other.json: holds no flow and no prompt: "), text.npos) << text;
  EXPECT_NE(text.find("failure: t.json: Resources.F.Properties: is no object\n"), text.npos)
      << text;
}

TEST_F(CheckFiles, AFolderIsSearchedForFlows) {
  write("flows/a.json", kGood);
  write("flows/deep/b.json", "{\"nodes\": [], \"connections\": []}");
  write("flows/package.json", R"({"name": "web", "version": "1.0.0"})");
  write("empty/package.json", R"({"name": "web", "version": "1.0.0"})");
  const std::string text = check({"flows", "empty"});
  EXPECT_TRUE(
      text.starts_with("flows/a.json \n"
                       "flows/deep/b.json \n"
                       " 1:1 E MissingStartingNodes \n"
                       " 1:1 E MissingEndingNodes \n"
                       "failure: empty: holds no flow and no prompt: "))
      << text;
}

TEST_F(CheckFiles, ADefinitionMayLackNodesOrConnections) {
  write("a.json", R"({"nodes": [{"name": "In", "type": "Input",
    "outputs": [{"name": "document", "type": "String"}]}]})");
  write("b.yaml", "connections: []\n");
  EXPECT_EQ(check({"a.json", "b.yaml"}),
            "a.json \n"
            " 1:1 E MissingEndingNodes \n"
            "b.yaml \n"
            " 1:1 E MissingStartingNodes \n"
            " 1:1 E MissingEndingNodes \n");
}

TEST_F(CheckFiles, AnIdThatIsGivenTwiceIsAFailure) {
  write("a.json", R"({"name": "x", "id": "ABCDEFGHIJ", "definition": {}})");
  write("b.json", R"({"name": "y", "id": "ABCDEFGHIJ", "definition": {}})");
  EXPECT_THAT(
      check({"a.json", "b.json"}),
      HasSubstr("failure: b.json: the ID ABCDEFGHIJ is already that of what a.json creates"));
}

TEST_F(CheckFiles, ATemplateWithTooManyResourcesIsRefused) {
  std::string text = "{\"Resources\": {";
  for (int i = 0; i < 501; ++i) {
    text += fmt::format("{}\"R{}\": {{\"Type\": \"AWS::SNS::Topic\"}}", i == 0 ? "" : ",", i);
  }
  write("t.json", text + "}}");
  EXPECT_EQ(check({"t.json"}), "failure: t.json: Resources: there are more than 500 of them\n");
}

}  // namespace
}  // namespace flows::offline
