#include <gmock/gmock.h>

#include "base/limits.h"
#include "nodes/node_harness.h"

namespace flows::nodes {
namespace {

using base::Json;
using ::testing::HasSubstr;

class PromptNode : public NodeHarness {
 protected:
  static std::string inline_prompt(const std::string& source, const std::string& more = "") {
    return R"({"name":"Ask","type":"Prompt","configuration":{"prompt":{"sourceConfiguration":)"
           R"({"inline":)" +
           source + "}" + more + "}}}";
  }

  static std::string text_prompt(const std::string& text, const std::string& more = "") {
    return inline_prompt(R"({"modelId":"m","templateType":"TEXT","templateConfiguration":)"
                         R"({"text":{"text":")" +
                         text + "\"}}" + more + "}");
  }

  const ModelCall& asked() { return model_.calls.back(); }
};

TEST_F(PromptNode, ATextIsSaidByTheUser) {
  EXPECT_EQ(produced(text_prompt("Tell {{what}} to {{who}}"), {{"what", "it"}, {"who", "me"}}),
            "Tell it to me");
  EXPECT_EQ(asked().node, "Ask");
  EXPECT_EQ(asked().model_id, "m");
  EXPECT_EQ(asked().prompt, "Tell it to me");
  EXPECT_EQ(base::to_text(asked().messages),
            R"([{"role":"user","content":[{"text":"Tell it to me"}]}])");
  EXPECT_EQ(asked().system, Json::array());
  EXPECT_TRUE(asked().tool_config.is_null());
  EXPECT_TRUE(asked().additional_fields.is_null());
  EXPECT_EQ(asked().inference_config, Json({{"stopSequences", Json::array()}}));
  EXPECT_EQ(asked().latency, std::nullopt);
  EXPECT_EQ(asked().guardrail_id, "");
}

TEST_F(PromptNode, AllThatIsConfiguredReachesTheModel) {
  latency_ = "optimized";
  produced(
      inline_prompt(
          R"({"modelId":"m","templateType":"TEXT","templateConfiguration":{"text":{"text":"t"}},)"
          R"("inferenceConfiguration":{"text":{"maxTokens":64,"temperature":0.699999988079071,)"
          R"("topP":0.5,"stopSequences":["END"]}},"additionalModelRequestFields":{"top_k":40}})",
          R"(,"guardrailConfiguration":{"guardrailIdentifier":"g1","guardrailVersion":"1"})"),
      {});
  EXPECT_EQ(base::to_text(asked().inference_config),
            R"({"maxTokens":64,"temperature":0.7,"topP":0.5,"stopSequences":["END"]})");
  EXPECT_EQ(asked().additional_fields, Json({{"top_k", 40}}));
  EXPECT_EQ(asked().latency, "optimized");
  EXPECT_EQ(asked().guardrail_id, "g1");
}

TEST_F(PromptNode, AChatHasTurnsASystemAndTools) {
  const std::string chat =
      inline_prompt(R"({"modelId":"m","templateType":"CHAT","templateConfiguration":{"chat":{)"
                    R"("system":[{"text":"You are {{role}}."},{"cachePoint":{"type":"default"}}],)"
                    R"("messages":[{"role":"user","content":[{"text":"Hi"}]},)"
                    R"({"role":"assistant","content":[{"text":"Hello {{name}}"}]},)"
                    R"({"role":"user","content":[{"text":"A: "},{"text":"{{question}}"}]}],)"
                    R"("toolConfiguration":{"tools":[{"toolSpec":{"name":"t"}}]}}}})");
  EXPECT_EQ(produced(chat, {{"role", "a cook"}, {"name", "Ann"}, {"question", "Tea?"}}), "A: Tea?");
  EXPECT_EQ(base::to_text(asked().system), R"([{"text":"You are a cook."}])");
  EXPECT_EQ(base::to_text(asked().messages),
            R"([{"role":"user","content":[{"text":"Hi"}]},)"
            R"({"role":"assistant","content":[{"text":"Hello Ann"}]},)"
            R"({"role":"user","content":[{"text":"A: "},{"text":"Tea?"}]}])");
  EXPECT_EQ(asked().tool_config.at("tools").at(0).at("toolSpec").at("name"), "t");
}

TEST_F(PromptNode, ValuesThatAreNoTextAreRenderedAsJson) {
  EXPECT_EQ(produced(text_prompt("{{a}} {{b}} {{c}}"),
                     {{"a", 1.5}, {"b", Json::array({true})}, {"c", {{"k", "v"}}}}),
            R"(1.5 [true] {"k":"v"})");
}

TEST_F(PromptNode, APromptOfPromptManagementIsLookedUpWhenItRuns) {
  const std::string json =
      R"({"name":"Ask","type":"Prompt","configuration":{"prompt":{"sourceConfiguration":)"
      R"({"resource":{"promptArn":"arn:of:a:prompt"}}}}})";
  EXPECT_EQ(produced(json, {{"it", "tea"}}), "arn:of:a:prompt: tea");

  class NoPrompts final : public PromptClient {
   public:
    base::Result<Json> find_prompt(const PromptCall& /*call*/) override { return variant; }
    base::Result<Json> variant =
        base::Error{base::ErrorCode::kDependencyFailed, "There is no prompt."};
  } prompts;
  Clients clients{model_,    services_, services_, services_,
                  services_, services_, services_, prompts};
  const auto ask = [&]() -> std::string {
    const auto program = compile(json);
    const NodeContext usual = context();
    const NodeContext own{.clients = clients,
                          .clock = usual.clock,
                          .ids = usual.ids,
                          .flow_input = usual.flow_input,
                          .run = usual.run,
                          .deadline = usual.deadline};
    const auto outcome = (*program)(NodeInputs({}), own);
    return outcome ? "no failure" : outcome.error().message;
  };
  EXPECT_EQ(ask(), "There is no prompt.");
  prompts.variant = Json({{"templateConfiguration", {{"text", {{"text", "t"}}}}}});
  EXPECT_EQ(ask(), "The prompt of Node Ask has no model.");
  prompts.variant = Json({{"modelId", "m"}});
  EXPECT_EQ(ask(), "The prompt of Node Ask has no template.");
}

TEST_F(PromptNode, TheTraceTellsOfTheCall) {
  produced(text_prompt("Hello"), {});
  const model::NodeAction& action = *reported_.action;
  EXPECT_EQ(action.service_name, "bedrock");
  EXPECT_EQ(action.operation_name, "Converse");
  EXPECT_EQ(action.request_id, "00000000-0000-4000-8000-000000000001");
  EXPECT_EQ(
      base::to_text(action.request),
      R"({"modelId":"m","messages":[{"role":"user","content":[{"type":"TEXT","text":)"
      R"("Hello"}]}],"system":[],"inferenceConfig":{"stopSequences":[]},"requestMetadata":{},)"
      R"("promptVariables":{},"additionalModelRequestFields":null,)"
      R"("additionalModelResponseFieldPaths":[]})");
  EXPECT_EQ(base::to_text(action.response),
            R"({"output":{"type":"MESSAGE","message":{"role":"assistant","content":[{"type":)"
            R"("TEXT","text":"Hello"}]}},"stopReason":"end_turn","usage":{"inputTokens":1,)"
            R"("outputTokens":1,"totalTokens":2,"cacheDetails":[]},"metrics":{"latencyMs":0},)"
            R"("responseMetadata":{"metadata":{"Connection":"keep-alive","Content-Length":"212",)"
            R"("Content-Type":"application/json","Date":"Sat, 01 Aug 2026 00:00:00 GMT",)"
            R"("x-amzn-RequestId":"00000000-0000-4000-8000-000000000001",)"
            R"("AWS_REQUEST_ID":"00000000-0000-4000-8000-000000000001"}},)"
            R"("sdkHttpResponse":{"statusCode":200,"statusText":"OK","successful":true}})");
}

TEST_F(PromptNode, TheTraceShowsStoredNumbersAndTheModelShortOnes) {
  produced(inline_prompt(R"({"modelId":"m","templateType":"TEXT","templateConfiguration":)"
                         R"({"text":{"text":"t"}},"inferenceConfiguration":{"text":)"
                         R"({"maxTokens":64,"temperature":0.699999988079071,"topP":0.5}}})"),
           {});
  EXPECT_EQ(base::to_text(asked().inference_config),
            R"({"maxTokens":64,"temperature":0.7,"topP":0.5,"stopSequences":[]})");
  EXPECT_EQ(base::to_text(reported_.action->request.at("inferenceConfig")),
            R"({"maxTokens":64,"temperature":0.699999988079071,"topP":0.5,"stopSequences":[]})");
}

TEST_F(PromptNode, AllTextsTogetherHaveALimit) {
  const std::string half(base::limits::kDocumentBytesMax / 2 + 1, 'x');
  EXPECT_EQ(failure(text_prompt("{{half}}{{half}}"), {{"half", half}}),
            "The rendered prompt of Node Ask takes more than 16777216 bytes.");
  EXPECT_TRUE(model_.calls.empty());
}

}  // namespace
}  // namespace flows::nodes
