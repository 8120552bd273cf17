#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/api_fixture.h"

namespace flows::api {
namespace {

using ::testing::HasSubstr;

using PrepareFlow = ApiFixture;

TEST_F(PrepareFlow, ReturnsPreparingAndIsDone) {
  create_flow_named("one");
  const auto response = call("POST", "/flows/FLOW000001/");
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(response.body, R"({"id":"FLOW000001","status":"Preparing"})");
  EXPECT_THAT(call("GET", "/flows/FLOW000001/").body, HasSubstr(R"("status":"Prepared")"));
}

TEST_F(PrepareFlow, CanBeRepeated) {
  create_flow_named("one");
  prepare("FLOW000001");
  const auto before = call("GET", "/flows/FLOW000001/").body;
  prepare("FLOW000001");
  EXPECT_EQ(call("GET", "/flows/FLOW000001/").body, before);
}

TEST_F(PrepareFlow, AFlowWithoutADefinitionFailsWithItsFindings) {
  ASSERT_EQ(
      call("POST", "/flows/", fmt::format(R"({{"name":"one","executionRoleArn":"{}"}})", kRole))
          .status,
      201);
  prepare("FLOW000001");
  const auto body = call("GET", "/flows/FLOW000001/").body;
  EXPECT_THAT(body, HasSubstr(R"("status":"Failed")"));
  EXPECT_THAT(body, HasSubstr(R"("type":"MissingStartingNodes")"));
  EXPECT_THAT(body, HasSubstr(R"("type":"MissingEndingNodes")"));
}

TEST_F(PrepareFlow, AnUnknownFlowIsResourceNotFound) {
  EXPECT_EQ(summary(call("POST", "/flows/FLOW000001/")), kNotFound);
}

TEST_F(PrepareFlow, DoesNotLookAtItsBody) {
  create_flow_named("one");
  EXPECT_EQ(call("POST", "/flows/FLOW000001/", "{}").status, 202);
  EXPECT_EQ(call("POST", "/flows/FLOW000001/", "none").status, 202);
}

// Start, a prompt that has the one input `topic`, and End.
constexpr std::string_view kUsesPrompt = R"({"nodes":[
{"name":"Start","type":"Input","outputs":[{"name":"document","type":"String"}]},
{"name":"Ask","type":"Prompt","configuration":{"prompt":{"sourceConfiguration":{"resource":
 {"promptArn":"arn:aws:bedrock:us-east-1:123456789012:prompt/PROMPT0001"}}}},
 "inputs":[{"name":"topic","type":"String","expression":"$.data"}],
 "outputs":[{"name":"modelCompletion","type":"String"}]},
{"name":"End","type":"Output",
 "inputs":[{"name":"document","type":"String","expression":"$.data"}]}],
"connections":[
{"name":"StartToAsk","type":"Data","source":"Start","target":"Ask",
 "configuration":{"data":{"sourceOutput":"document","targetInput":"topic"}}},
{"name":"AskToEnd","type":"Data","source":"Ask","target":"End",
 "configuration":{"data":{"sourceOutput":"modelCompletion","targetInput":"document"}}}]})";

// Once the prompt exists, its inputs are known.
TEST_F(PrepareFlow, APromptThatIsHereIsLookedAt) {
  create_flow_named("one", std::string(kUsesPrompt));
  prepare("FLOW000001");
  EXPECT_THAT(call("GET", "/flows/FLOW000001/").body, HasSubstr(R"("validations":[])"));
  ASSERT_EQ(call("POST", "/prompts/",
                 R"({"name":"p","variants":[{"name":"v","templateType":"TEXT",)"
                 R"("templateConfiguration":{"text":{"text":"{{topic}} and {{style}}"}}}]})")
                .status,
            201);
  prepare("FLOW000001");
  EXPECT_THAT(call("GET", "/flows/FLOW000001/").body,
              HasSubstr("Node Ask is missing the input style."));
}

}  // namespace
}  // namespace flows::api
