#include "offline/unknown_parts.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "base/json.h"
#include "offline/check_fixture.h"
#include "offline/references.h"

namespace flows::offline {
namespace {

using base::Json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// It has a node of every type, and each kind of configuration. The code is unknown, so that no
// Python is needed to check it.
constexpr const char* kEveryNode = R"({"Nodes": [
  {"Name": "In", "Type": "Input", "Outputs": [{"Name": "document", "Type": "Object"}]},
  {"Name": "Ask", "Type": "Prompt", "Configuration": {"Prompt": {"SourceConfiguration": {"Inline": {
     "ModelId": "m", "TemplateType": "TEXT", "TemplateConfiguration": {"Text": {
       "Text": "Sum {{title}}", "InputVariables": [{"Name": "title"}]}},
     "InferenceConfiguration": {"Text": {"Temperature": 0.5, "StopSequences": ["x"]}}}},
     "GuardrailConfiguration": {"GuardrailIdentifier": "abc", "GuardrailVersion": "1"}}},
   "Inputs": [{"Name": "title", "Type": "String", "Expression": "$.data"}],
   "Outputs": [{"Name": "modelCompletion", "Type": "String"}]},
  {"Name": "Chat", "Type": "Prompt", "Configuration": {"Prompt": {"SourceConfiguration": 
     {"Inline": {
     "ModelId": "m", "TemplateType": "CHAT", "TemplateConfiguration": {"Chat": {
       "Messages": [{"Role": "user", "Content": [{"Text": "Sum {{title}}"}]}],
       "System": [{"Text": "Be brief"}]}}}}}},
   "Inputs": [{"Name": "title", "Type": "String", "Expression": "$.data"}],
   "Outputs": [{"Name": "modelCompletion", "Type": "String"}]},
  {"Name": "Stored", "Type": "Prompt", "Configuration": {"Prompt": {"SourceConfiguration": {
     "Resource": {"PromptArn": "arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEFGHIJ"}}}},
   "Outputs": [{"Name": "modelCompletion", "Type": "String"}]},
  {"Name": "Decide", "Type": "Condition", "Configuration": {"Condition": {"Conditions": [
     {"Name": "yes", "Expression": "kind == \"y\""}, {"Name": "default"}]}},
   "Inputs": [{"Name": "kind", "Type": "String", "Expression": "$.data"}]},
  {"Name": "Know", "Type": "KnowledgeBase", "Configuration": {"KnowledgeBase": {
     "KnowledgeBaseId": "KB12345678", "ModelId": "m", "NumberOfResults": 5}},
   "Inputs": [{"Name": "retrievalQuery", "Type": "String", "Expression": "$.data"}],
   "Outputs": [{"Name": "outputText", "Type": "String"}]},
  {"Name": "Call", "Type": "LambdaFunction", "Configuration": {"LambdaFunction": {
     "LambdaArn": "arn:aws:lambda:us-east-1:123456789012:function:f"}},
   "Inputs": [{"Name": "text", "Type": "String", "Expression": "$.data"}],
   "Outputs": [{"Name": "functionResponse", "Type": "String"}]},
  {"Name": "Bot", "Type": "Lex", "Configuration": {"Lex": {
     "BotAliasArn": "arn:aws:lex:us-east-1:123456789012:bot-alias/BOTID12345/ALIASID123",
     "LocaleId": "en_US"}},
   "Inputs": [{"Name": "inputText", "Type": "String", "Expression": "$.data"}],
   "Outputs": [{"Name": "predictedIntent", "Type": "String"}]},
  {"Name": "Agent", "Type": "Agent", "Configuration": {"Agent": {
     "AgentAliasArn": "arn:aws:bedrock:us-east-1:123456789012:agent-alias/ABCDEFGHIJ/ABCDEFGHIJ"}},
   "Inputs": [{"Name": "agentInputText", "Type": "String", "Expression": "$.data"}],
   "Outputs": [{"Name": "agentResponse", "Type": "String"}]},
  {"Name": "Save", "Type": "Storage", "Configuration": {"Storage": {"ServiceConfiguration": {
     "S3": {"BucketName": "bucket"}}}},
   "Inputs": [{"Name": "content", "Type": "String", "Expression": "$.data"},
     {"Name": "objectKey", "Type": "String", "Expression": "$.data"}],
   "Outputs": [{"Name": "s3Uri", "Type": "String"}]},
  {"Name": "Load", "Type": "Retrieval", "Configuration": {"Retrieval": {"ServiceConfiguration": {
     "S3": {"BucketName": "bucket"}}}},
   "Inputs": [{"Name": "objectKey", "Type": "String", "Expression": "$.data"}],
   "Outputs": [{"Name": "s3Content", "Type": "String"}]},
  {"Name": "Each", "Type": "Iterator", "Configuration": {"Iterator": {}},
   "Inputs": [{"Name": "array", "Type": "Array", "Expression": "$.data"}],
   "Outputs": [{"Name": "arrayItem", "Type": "String"}, {"Name": "arraySize", "Type": "Number"}]},
  {"Name": "All", "Type": "Collector", "Configuration": {"Collector": {}},
   "Inputs": [{"Name": "arrayItem", "Type": "String", "Expression": "$.data"},
     {"Name": "arraySize", "Type": "Number", "Expression": "$.data"}],
   "Outputs": [{"Name": "collectedArray", "Type": "Array"}]},
  {"Name": "Code", "Type": "InlineCode", "Configuration": {"InlineCode": {
     "Code": {"Fn::ImportValue": "Code"}, "Language": "Python_3"}},
   "Inputs": [{"Name": "text", "Type": "String", "Expression": "$.data"}],
   "Outputs": [{"Name": "response", "Type": "String"}]},
  {"Name": "Again", "Type": "Loop", "Configuration": {"Loop": {"Definition": {"Nodes": [
     {"Name": "Begin", "Type": "LoopInput", "Outputs": [{"Name": "turn", "Type": "Number"}]},
     {"Name": "End", "Type": "LoopController", "Configuration": {"LoopController": {
        "ContinueCondition": {"Name": "go", "Expression": "turn < 3"}, "MaxIterations": 3}},
      "Inputs": [{"Name": "turn", "Type": "Number", "Expression": "$.data",
        "Category": "LoopCondition"}]}],
     "Connections": [{"Name": "turn", "Type": "Data", "Source": "Begin", "Target": "End",
       "Configuration": {"Data": {"SourceOutput": "turn", "TargetInput": "turn"}}}]}}},
   "Inputs": [{"Name": "turn", "Type": "Number", "Expression": "$.data"}],
   "Outputs": [{"Name": "turn", "Type": "Number"}]},
  {"Name": "Out", "Type": "Output",
   "Inputs": [{"Name": "document", "Type": "String", "Expression": "$.data"}]}],
 "Connections": [
  {"Name": "one", "Type": "Data", "Source": "In", "Target": "Ask",
   "Configuration": {"Data": {"SourceOutput": "document", "TargetInput": "title"}}},
  {"Name": "two", "Type": "Conditional", "Source": "Decide", "Target": "Out",
   "Configuration": {"Conditional": {"Condition": "yes"}}}]})";

// Calls `visit` with the pointer to each value in there, the whole one too, but not inside calls of
// functions.
void for_each_place(const Json& value, const Json::json_pointer& pointer,
                    const std::function<void(const Json::json_pointer&)>& visit) {
  visit(pointer);
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) for_each_place(value[i], pointer / i, visit);
  } else if (value.is_object() && !value.contains("Fn::ImportValue")) {
    for (const auto& [name, content] : value.items()) {
      for_each_place(content, pointer / name, visit);
    }
  }
}

class UnknownParts : public CheckFiles {
 protected:
  // Checks a template whose flow has that definition; nobody knows the value of Nobodys.
  std::string check_definition(const Json& definition, std::string_view type = "String",
                               const char* property = "Definition") {
    const Json properties = {{"Name", "f"}, {property, definition}};
    const Json stack = {
        {"Parameters", {{"Nobodys", {{"Type", type}}}}},
        {"Resources", {{"F", {{"Type", "AWS::Bedrock::Flow"}, {"Properties", properties}}}}}};
    write("t.json", base::to_text(stack));
    return check({"t.json"});
  }

  static std::set<std::string> lines_of(const std::string& text) {
    std::set<std::string> lines;
    std::istringstream all(text);
    for (std::string line; std::getline(all, line);) {
      // Positions move with what stands before them.
      lines.insert(line.starts_with(' ') ? line.substr(line.find(' ', 1)) : line);
    }
    return lines;
  }
};

constexpr std::string_view kNote =
    "remark: what depends on these is not judged, since only AWS or the creator of the stack knows "
    "them: ";

TEST_F(UnknownParts, AnUnknownValueInAnyPlaceAddsNoFinding) {
  const Json definition = base::parse_json(kEveryNode).value();
  const std::set<std::string> usual = lines_of(check_definition(definition));
  // The API accepts it, so that all checks look at it.
  for (const std::string& line : usual) EXPECT_THAT(line, Not(HasSubstr("ValidationException")));
  std::size_t count = 0;
  for_each_place(definition, Json::json_pointer(), [&](const Json::json_pointer& place) {
    for (const char* type : {"String", "CommaDelimitedList"}) {
      Json changed = definition;
      changed[place] = {{"Ref", "Nobodys"}};
      const std::string text = check_definition(changed, type);
      EXPECT_THAT(text, AllOf(HasSubstr(std::string(kNote)), HasSubstr("Nobodys")))
          << place.to_string() << type;
      for (const std::string& line : lines_of(text)) {
        if (line.starts_with("remark: ")) continue;
        EXPECT_TRUE(usual.contains(line)) << place.to_string() << type << line;
      }
    }
    ++count;
  });
  EXPECT_GT(count, 200U);
}

TEST_F(UnknownParts, AFlowWhosePartsAreKnownIsJudged) {
  Json definition = base::parse_json(kEveryNode).value();
  definition[Json::json_pointer("/Nodes/6/Configuration/LambdaFunction/LambdaArn")] = {
      {"Fn::ImportValue", "Handler"}};
  EXPECT_THAT(check_definition(definition), HasSubstr(" E "));
  definition[Json::json_pointer("/Nodes/6/Type")] = {{"Ref", "Nobodys"}};
  EXPECT_EQ(check_definition(definition),
            std::string(kNote) + "Nobodys, Handler, Code\nt.json F\n");
}

TEST_F(UnknownParts, ATextThatIsUnknownIsNoBrokenJson) {
  const std::string judged_not = "\nt.json F\n";
  EXPECT_EQ(check_definition({{"Ref", "Nobodys"}}, "String", "DefinitionString"),
            std::string(kNote) + "Nobodys" + judged_not);
  EXPECT_EQ(check_definition({{"Fn::ImportValue", "x"}}, "String", "DefinitionString"),
            std::string(kNote) + "x" + judged_not);
  EXPECT_EQ(
      check_definition({{"Fn::Sub", R"({"nodes": [${Nobodys}]})"}}, "String", "DefinitionString"),
      std::string(kNote) + "Nobodys" + judged_not);
  EXPECT_EQ(check_definition({{"Fn::Sub", R"({"nodes": [], "${Nobodys}": []})"}}, "String",
                             "DefinitionString"),
            std::string(kNote) + "Nobodys" + judged_not);
  EXPECT_THAT(check_definition("{\"nodes\": [,]}", "String", "DefinitionString"),
              HasSubstr("failure: t.json: Resources.F.Properties.DefinitionString"));
}

TEST_F(UnknownParts, APromptWithAnUnknownPartIsNotJudged) {
  for (const char* variants :
       {R"({"Fn::Transform": "x"})", R"([{"Ref": "Nobodys"}])",
        R"([{"Name": "d", "TemplateType": "TEXT", "TemplateConfiguration": {"Ref": "Nobodys"}}])",
        R"([{"Name": "d", "TemplateType": "TEXT", "TemplateConfiguration": {"Text":
          {"Ref": "Nobodys"}}}])",
        R"([{"Name": "d", "TemplateType": {"Ref": "Nobodys"}, "TemplateConfiguration": {"Text":
          {"Text": ""}}}])"}) {
    write("t.json", fmt::format(R"({{"Parameters": {{"Nobodys": {{"Type": "String"}}}}, "Resources":
      {{"P": {{"Type": "AWS::Bedrock::Prompt", "Properties": {{"Name": "p", "DefaultVariant": "d",
        "Variants": {}}}}}}}}})",
                                variants));
    const std::string text = check({"t.json"});
    EXPECT_THAT(text, HasSubstr(std::string(kNote)));
    EXPECT_THAT(text, Not(HasSubstr(" E "))) << variants;
  }
}

TEST(UnknownPrompts, AreNeededToRunAFlow) {
  const Json known = {{"promptArn", "arn"}, {"lambdaArn", marked("x")}, {"code", marked("x")}};
  EXPECT_FALSE(has_unknown_prompts_or_parts(known));
  const Json unknown = {{"promptArn", marked("x")}};
  EXPECT_TRUE(has_unknown_prompts_or_parts(unknown));
  EXPECT_FALSE(has_unknown_parts(unknown));
}

}  // namespace
}  // namespace flows::offline
