#include "wire/shape_check.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.h"
#include "support/wait.h"

namespace flows::wire {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using ::testing::HasSubstr;
namespace limits = base::limits;

Json json(std::string_view text) { return base::parse_json(text).value(); }

base::Result<Json> checked_input(std::string_view operation, std::string_view text) {
  const Operation* row = find_operation(operation);
  return validate_and_normalize(row->service, *row->input, json(text));
}

// The text of the normalized request, or why it was refused.
std::string normalized_text(std::string_view operation, std::string_view text) {
  auto result = checked_input(operation, text);
  return result ? base::to_text(*result) : "refused: " + result.error().message;
}

Error refusal(std::string_view operation, std::string_view text) {
  auto result = checked_input(operation, text);
  EXPECT_FALSE(result.has_value()) << text;
  return result ? Error{ErrorCode::kInternalServer, "accepted"} : result.error();
}

// A request of ValidateFlowDefinition around one node.
std::string with_node(std::string_view node) {
  return fmt::format(R"({{"definition":{{"nodes":[{{"name":"In","type":"Input"}},{}]}}}})", node);
}

TEST(ValidateAndNormalize, KeepsAGoodRequestAndItsOrder) {
  const std::string good =
      R"({"name":"f","executionRoleArn":"arn:aws:iam::123456789012:role/r","definition":)"
      R"({"connections":[],"nodes":[{"type":"Input","name":"In","configuration":{"input":{}}}]},)"
      R"("tags":{"b":"1","a":""}})";
  EXPECT_EQ(normalized_text("CreateFlow", good), good);
}

TEST(ValidateAndNormalize, DropsUnknownAndNullMembers) {
  EXPECT_EQ(
      normalized_text("ValidateFlowDefinition",
                      R"({"unknown":{"a":1},"definition":{"nodes":null,"x":1,"connections":[]}})"),
      R"({"definition":{"connections":[]}})");
  EXPECT_EQ(
      normalized_text("TagResource",
                      R"({"resourceArn":"arn:aws:bedrock:us-east-1:123456789012:flow/A234567890",)"
                      R"("tags":{"a":null,"b":"c"}})"),
      R"({"resourceArn":"arn:aws:bedrock:us-east-1:123456789012:flow/A234567890",)"
      R"("tags":{"b":"c"}})");
}

TEST(ValidateAndNormalize, LeavesDocumentsAlone) {
  const std::string input =
      R"({"flowIdentifier":"A234567890","flowAliasIdentifier":"TSTALIASID","inputs":[)"
      R"({"nodeName":"In","content":{"document":{"n":null,"t":0.7,"x":[null,{"y":null}]}}}]})";
  EXPECT_EQ(normalized_text("InvokeFlow", input), input);
  const std::string fields =
      with_node(R"({"name":"Pr","type":"Prompt","configuration":{"prompt":{"sourceConfiguration":)"
                R"({"inline":{"templateType":"TEXT","templateConfiguration":{"text":{"text":"t"}},)"
                R"("modelId":"m","additionalModelRequestFields":{"k":0.7,"n":null}}}}}})");
  const std::string result = normalized_text("ValidateFlowDefinition", fields);
  EXPECT_NE(result.find(R"("additionalModelRequestFields":{"k":0.7,"n":null})"), result.npos)
      << result;
}

TEST(ValidateAndNormalize, RoundsFloatsTo32Bits) {
  const auto rounded = [](std::string_view number) {
    const Shape* shape = find_shape(Service::kControl, "Temperature");
    return base::to_text(validate_and_normalize(Service::kControl, *shape, json(number)).value());
  };
  EXPECT_EQ(rounded("0.7"), "0.699999988079071");
  EXPECT_EQ(rounded("0.999"), "0.9990000128746033");
  EXPECT_EQ(rounded("0.9"), "0.8999999761581421");
  EXPECT_EQ(rounded("0.5"), "0.5");
  EXPECT_EQ(rounded("0.0"), "0.0");
  EXPECT_EQ(rounded("1"), "1.0");
}

TEST(ValidateAndNormalize, SaysWhichPatternDoesNotFit) {
  EXPECT_EQ(refusal("GetFlow", R"({"flowIdentifier":"no"})").message,
            "1 validation error detected: Value 'no' at 'flowIdentifier' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: "
            "(arn:aws:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:flow/[0-9a-zA-Z]{10})|([0-9a-zA-Z]{10})");
}

TEST(ValidateAndNormalize, MatchesUnbalancedPatternsAsAWhole) {
  const std::string arn = "arn:aws:bedrock:us-east-1:123456789012:flow/A234567890";
  const Shape* shape = find_shape(Service::kRuntime, "FlowIdentifier");
  for (const std::string& good : {std::string("A234567890"), arn}) {
    EXPECT_TRUE(validate_and_normalize(Service::kRuntime, *shape, good).has_value()) << good;
  }
  for (const std::string& bad : {arn + "x", "x" + arn, std::string("xxA234567890")}) {
    EXPECT_FALSE(validate_and_normalize(Service::kRuntime, *shape, bad).has_value()) << bad;
  }
  const Shape* execution = find_shape(Service::kRuntime, "FlowExecutionIdentifier");
  EXPECT_TRUE(validate_and_normalize(Service::kRuntime, *execution, "run-1").has_value());
  const std::string execution_arn = arn + "/alias/TSTALIASID/execution/run-1";
  EXPECT_TRUE(validate_and_normalize(Service::kRuntime, *execution, execution_arn).has_value());
  EXPECT_FALSE(validate_and_normalize(Service::kRuntime, *execution, arn).has_value());
}

TEST(ValidateAndNormalize, TakesEmptyTextWhereAHalfFinishedFlowHasIt) {
  const std::string empty = with_node(R"({"name":"Fn","type":"LambdaFunction",)"
                                      R"("configuration":{"lambdaFunction":{"lambdaArn":""}}})");
  EXPECT_EQ(normalized_text("ValidateFlowDefinition", empty), empty);
}

TEST(ValidateAndNormalize, MissesRequiredMembers) {
  EXPECT_EQ(refusal("CreateFlow", R"({"name":"f"})").message,
            "1 validation error detected: Value null at 'executionRoleArn' failed to satisfy "
            "constraint: Member must not be null");
}

TEST(ValidateAndNormalize, CountsCharactersNotBytes) {
  const Shape* shape = find_shape(Service::kControl, "FlowDescription");
  std::string text;
  for (int i = 0; i < 200; ++i) text += "é";
  EXPECT_TRUE(validate_and_normalize(Service::kControl, *shape, text).has_value());
  const auto result = validate_and_normalize(Service::kControl, *shape, text + "é");
  ASSERT_FALSE(result.has_value());
  EXPECT_NE(result.error().message.find("Member must have length less than or equal to 200"),
            std::string::npos);
}

TEST(ValidateAndNormalize, ChecksRangesAndEnumerations) {
  EXPECT_EQ(refusal("ListFlows", R"({"maxResults":1001})").message,
            "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy "
            "constraint: Member must have value less than or equal to 1000");
  EXPECT_EQ(refusal("GetFlow", R"({"flowIdentifier":"A234567890","includedData":"SOME"})").message,
            "1 validation error detected: Value 'SOME' at 'includedData' failed to satisfy "
            "constraint: Member must satisfy enum value set: [ALL_DATA, METADATA_ONLY]");
}

TEST(ValidateAndNormalize, CollectsAllViolationsInOneMessage) {
  const Error error = refusal(
      "CreateFlow", R"({"name":"a b","executionRoleArn":"arn:aws:iam::123456789012:role/r",)"
                    R"("description":""})");
  EXPECT_EQ(error.code, ErrorCode::kValidation);
  EXPECT_EQ(error.message,
            "2 validation errors detected: Value 'a b' at 'name' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: ([0-9a-zA-Z][_-]?){1,100}; Value '' "
            "at 'description' failed to satisfy constraint: Member must have length greater than "
            "or equal to 1");
  ASSERT_EQ(error.fields.size(), 2U);
  EXPECT_EQ(error.fields[1].name, "description");
  EXPECT_EQ(error.fields[1].message,
            "Value '' at 'description' failed to satisfy constraint: Member must have length "
            "greater than or equal to 1");
}

TEST(ValidateAndNormalize, FillsFieldsForTheControlPlaneOnly) {
  EXPECT_FALSE(refusal("ListFlows", R"({"maxResults":0})").fields.empty());
  EXPECT_TRUE(refusal("ListFlowExecutions", R"({"maxResults":0})").fields.empty());
}

TEST(ValidateAndNormalize, NamesPathsInsideADefinitionAndQuotesNothingOfIt) {
  const Error error =
      refusal("ValidateFlowDefinition", with_node(R"({"name":"Out","type":"Output","inputs":[)"
                                                  R"({"name":"document","type":"String",)"
                                                  R"("expression":""}]})"));
  EXPECT_EQ(error.message,
            "1 validation error detected: Value at 'definition.nodes.2.member.inputs.1.member."
            "expression' failed to satisfy constraint: Member must have length greater than or "
            "equal to 1");
  EXPECT_EQ(refusal("ValidateFlowDefinition", with_node(R"({"name":"Out"})")).message,
            "1 validation error detected: Value at 'definition.nodes.2.member.type' failed to "
            "satisfy constraint: Member must not be null");
}

TEST(ValidateAndNormalize, ChecksTheDefinitionInsideALoop) {
  const Error error = refusal(
      "ValidateFlowDefinition",
      with_node(R"({"name":"Lo","type":"Loop","configuration":{"loop":{"definition":{"nodes":[)"
                R"({"name":"x","type":"Input"}]}}}})"));
  EXPECT_THAT(error.message,
              HasSubstr("Value at 'definition.nodes.2.member.configuration.loop.definition."
                        "nodes.1.member.name' failed"));
}

TEST(ValidateAndNormalize, WantsExactlyOneMemberOfAUnion) {
  for (const char* configuration :
       {"{}", R"({"unknown":{}})", R"({"input":null})", R"({"input":{},"output":{}})"}) {
    const Error error =
        refusal("ValidateFlowDefinition",
                with_node(fmt::format(R"({{"name":"No","type":"Input","configuration":{}}})",
                                      configuration)));
    EXPECT_THAT(error.message,
                HasSubstr("Value at 'definition.nodes.2.member.configuration' failed to satisfy "
                          "constraint: Member must have exactly one of these members set: ["));
  }
}

TEST(ValidateAndNormalize, ChecksKeysAndValuesOfMaps) {
  const std::string arn = "arn:aws:bedrock:us-east-1:123456789012:flow/A234567890";
  const auto tags = [&](std::string_view text) {
    return refusal("TagResource", fmt::format(R"({{"resourceArn":"{}","tags":{}}})", arn, text))
        .message;
  };
  EXPECT_EQ(tags(R"({"a":"b","color":"<red>"})"),
            "1 validation error detected: Value '<red>' at 'tags.color.member' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9\\s._:/=+@-]*");
  EXPECT_EQ(tags(R"({"<a>":"b"})"),
            "1 validation error detected: Value '<a>' at 'tags' failed to satisfy constraint: Map "
            "keys must satisfy constraint: [Member must have length less than or equal to 128, "
            "Member must have length greater than or equal to 1, Member must satisfy regular "
            "expression pattern: [a-zA-Z0-9\\s._:/=+@-]*]");
}

TEST(ValidateAndNormalize, RefusesNullInAList) {
  const auto message =
      refusal("ValidateFlowDefinition", R"({"definition":{"nodes":[null]}})").message;
  EXPECT_EQ(message,
            "1 validation error detected: Value at 'definition.nodes.1.member' failed to satisfy "
            "constraint: Member must not be null");
}

TEST(ValidateAndNormalize, RefusesWrongTypesBeforeAnythingElse) {
  const auto expect_wrong_type = [](std::string_view operation, std::string_view text,
                                    std::string_view part) {
    const Error error = refusal(operation, text);
    EXPECT_EQ(error.code, ErrorCode::kSerialization) << text;
    EXPECT_NE(error.message.find(part), std::string::npos) << error.message;
  };
  expect_wrong_type("CreateFlow", R"({"description":"","name":7})",
                    "The value at 'name' must be a string, not this number");
  expect_wrong_type("ValidateFlowDefinition", R"({"definition":{"nodes":{}}})",
                    "'definition.nodes' must be a list, not object");
  expect_wrong_type("ValidateFlowDefinition", R"({"definition":[]})", "must be an object");
  expect_wrong_type("ValidateFlowDefinition", "[]", "The request must be an object, not array");
  expect_wrong_type("InvokeFlow", R"({"enableTrace":"true"})", "must be a boolean, not string");
  expect_wrong_type("ListFlows", R"({"maxResults":1.5})", "must be a 32-bit integer");
  expect_wrong_type("ListFlows", R"({"maxResults":4294967296})", "must be a 32-bit integer");
  expect_wrong_type("ListFlows", R"({"maxResults":18446744073709551615})", "32-bit integer");
  expect_wrong_type("TagResource", R"({"tags":{"a":1}})", "'tags.a.member' must be a string");
  const Shape* temperature = find_shape(Service::kControl, "Temperature");
  EXPECT_EQ(validate_and_normalize(Service::kControl, *temperature, 1e39).error().code,
            ErrorCode::kSerialization);
}

TEST(ValidateAndNormalize, TakesWholeNumbersInAnySpelling) {
  EXPECT_EQ(normalized_text("ListFlows", R"({"maxResults":5.0})"), R"({"maxResults":5})");
}

TEST(ValidateAndNormalize, ListsOnlySoManyViolationsButCountsAll) {
  std::string keys;
  for (std::size_t i = 0; i < limits::kViolationsMax + 20; ++i) keys += R"("<",)";
  keys.pop_back();
  const Error error = refusal(
      "UntagResource",
      fmt::format(R"({{"resourceArn":"arn:aws:bedrock:us-east-1:123456789012:flow/A234567890",)"
                  R"("tagKeys":[{}]}})",
                  keys));
  EXPECT_TRUE(error.message.starts_with("120 validation errors detected: ")) << error.message;
  EXPECT_EQ(error.fields.size(), limits::kViolationsMax);
  EXPECT_NE(error.message.find("'tagKeys.100.member'"), std::string::npos);
  EXPECT_EQ(error.message.find("'tagKeys.101.member'"), std::string::npos);
}

TEST(ValidateAndNormalize, QuotesOnlySoMuchOfAValue) {
  const std::string shown(limits::kEchoedCharactersMax, 'a');
  const auto message = [](const std::string& id) {
    return refusal("GetFlow", fmt::format(R"({{"flowIdentifier":"{}"}})", id)).message;
  };
  EXPECT_NE(message(shown).find("Value '" + shown + "' at"), std::string::npos);
  EXPECT_NE(message(shown + "b").find("Value '" + shown + "...' at"), std::string::npos);
}

TEST(ValidateAndNormalize, QuotesListsAndObjectsInBrackets) {
  const Shape* inputs = find_shape(Service::kControl, "FlowAliasRoutingConfiguration");
  const auto result = validate_and_normalize(Service::kControl, *inputs,
                                             json(R"([{"flowVersion":"1"},{"flowVersion":"2"}])"));
  ASSERT_FALSE(result.has_value());
  EXPECT_NE(result.error().message.find("Value '[{flowVersion=1}, {flowVersion=2}]' at ''"),
            std::string::npos)
      << result.error().message;
}

TEST(ValidateAndNormalize, QuotesNothingOfAListThatHoldsSomethingSensitive) {
  const Shape& inputs = *find_shape(Service::kRuntime, "FlowInputs");
  const auto result = validate_and_normalize(Service::kRuntime, inputs, json("[]"));
  EXPECT_NE(result.error().message.find("Value at '' failed"), std::string::npos);
}

TEST(ValidateAndNormalize, TakesLongNamesOfConnections) {
  const auto connection = [](std::size_t length) {
    return fmt::format(
        R"({{"definition":{{"connections":[{{"name":"{}","type":"Data","source":"In",)"
        R"("target":"Out"}}]}}}})",
        std::string(length, 'a'));
  };
  EXPECT_TRUE(checked_input("ValidateFlowDefinition", connection(200)).has_value());
  EXPECT_FALSE(checked_input("ValidateFlowDefinition", connection(201)).has_value());
}

TEST(ValidateAndNormalize, TakesTheArnsThatCanBeTagged) {
  const Shape* shape = find_shape(Service::kControl, "TaggableResourcesArn");
  const std::string begin = "arn:aws:bedrock:us-east-1:123456789012:";
  for (const char* good : {"flow/A234567890", "flow/A234567890/alias/TSTALIASID",
                           "prompt/A234567890", "prompt/A234567890:3"}) {
    EXPECT_TRUE(validate_and_normalize(Service::kControl, *shape, begin + good).has_value())
        << good;
  }
  for (const char* bad :
       {"flow/A23456789", "agent/A234567890", "flow/A234567890/alias/x", "prompt/A234567890:"}) {
    EXPECT_FALSE(validate_and_normalize(Service::kControl, *shape, begin + bad).has_value()) << bad;
  }
}

TEST(ValidateAndNormalize, MayRunOnManyThreads) {
  std::vector<testing::TestThread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back("checks a shape", [] {
      EXPECT_TRUE(checked_input("GetPrompt", R"({"promptIdentifier":"A234567890"})").has_value());
    });
  }
}

TEST(AssembleInput, MergesLabelsQueryAndBody) {
  const Operation* operation = find_operation("UpdateFlowAlias");
  const auto input = assemble_input(
      *operation, {{"flowIdentifier", "F"}, {"aliasIdentifier", "A"}}, {{"ignored", "1"}},
      json(R"({"name":"n","flowIdentifier":"from the body","unknown":1,"description":"d"})"));
  EXPECT_EQ(base::to_text(input.value()),
            R"({"flowIdentifier":"F","aliasIdentifier":"A","name":"n","description":"d"})");
}

TEST(AssembleInput, ConvertsQueryTexts) {
  EXPECT_EQ(base::to_text(assemble_input(*find_operation("ListFlows"), {},
                                         {{"maxResults", "20"}, {"nextToken", "5"}}, nullptr)
                              .value()),
            R"({"maxResults":20,"nextToken":"5"})");
  EXPECT_EQ(base::to_text(assemble_input(*find_operation("DeleteFlow"), {{"flowIdentifier", "F"}},
                                         {{"skipResourceInUseCheck", "true"}}, Json::object())
                              .value()),
            R"({"flowIdentifier":"F","skipResourceInUseCheck":true})");
  EXPECT_EQ(base::to_text(assemble_input(*find_operation("UntagResource"), {{"resourceArn", "R"}},
                                         {{"tagKeys", "a"}, {"tagKeys", "b"}}, nullptr)
                              .value()),
            R"({"resourceArn":"R","tagKeys":["a","b"]})");
}

TEST(AssembleInput, RefusesTextsOfTheWrongType) {
  const auto refused = [](std::string_view operation, const std::vector<QueryPair>& query) {
    const auto input =
        assemble_input(*find_operation(operation), {{"flowIdentifier", "F"}}, query, nullptr);
    EXPECT_FALSE(input.has_value());
    return input ? ErrorCode::kInternalServer : input.error().code;
  };
  for (const char* number : {"", "abc", "5x", "1.5", " 5", "99999999999999999999"}) {
    EXPECT_EQ(refused("ListFlows", {{"maxResults", number}}), ErrorCode::kSerialization) << number;
  }
  EXPECT_EQ(refused("DeleteFlow", {{"skipResourceInUseCheck", "yes"}}), ErrorCode::kSerialization);
  EXPECT_EQ(refused("ListFlows", {{"maxResults", "1"}, {"maxResults", "2"}}),
            ErrorCode::kSerialization);
}

TEST(AssembleInput, RefusesABodyThatIsNoObject) {
  const auto input = assemble_input(*find_operation("CreateFlow"), {}, {}, json("[1]"));
  ASSERT_FALSE(input.has_value());
  EXPECT_EQ(input.error().code, ErrorCode::kSerialization);
}

TEST(AssembleInput, CanReadEveryLabelAndQueryMemberOfTheModel) {
  for (const Operation& operation : all_operations()) {
    std::map<std::string, std::string> labels;
    std::vector<QueryPair> query;
    for (const Member& member : operation.input->members) {
      const std::string text = member.shape->kind == Kind::kInteger   ? "1"
                               : member.shape->kind == Kind::kBoolean ? "true"
                                                                      : "text";
      if (member.location == Location::kUri) labels.emplace(member.wire_name, text);
      if (member.location == Location::kQuery) {
        query.push_back({std::string(member.wire_name), text});
      }
    }
    const auto input = assemble_input(operation, labels, query, nullptr);
    ASSERT_TRUE(input.has_value()) << operation.name;
    EXPECT_EQ(input->size(), labels.size() + query.size()) << operation.name;
  }
}

}  // namespace
}  // namespace flows::wire
