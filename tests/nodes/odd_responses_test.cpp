#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "nodes/node_harness.h"

// What services return is foreign: whatever its shape, a node makes an output or its failure of it,
// and nothing else happens.
namespace flows::nodes {
namespace {

using base::Json;
using base::Result;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Values of shapes that no service should return.
std::vector<Json> odd_values() {
  std::vector<Json> values;
  for (const char* text : {"null",
                           "true",
                           "0",
                           "-1",
                           "1e300",
                           "18446744073709551615",
                           "-9223372036854775808",
                           "\"\"",
                           "\"x\"",
                           "[]",
                           "[null]",
                           "[[]]",
                           "[5]",
                           "[{}]",
                           "{}",
                           "{\"\":{}}",
                           R"([{"content":null}])",
                           R"([{"content":"x"}])",
                           R"([{"content":{"text":5}}])",
                           R"([{"content":{"text":"fine"}},{"content":{"text":null}}])",
                           R"({"text":{"text":[]}})"}) {
    values.push_back(*base::parse_json(text));
  }
  Json deep = "deep";
  for (int i = 0; i < 90; ++i) deep = Json::array({deep});
  values.push_back(deep);
  return values;
}

// Returns what the test says, to whomever asks.
class OddServices final : public ModelClient,
                          public FunctionClient,
                          public KnowledgeClient,
                          public CodeRunner,
                          public PromptClient {
 public:
  Result<ModelResponse> converse(const ModelCall& /*call*/) override { return completion; }
  Result<Json> invoke(const FunctionCall& /*call*/) override { return value; }
  Result<Json> retrieve(const RetrieveCall& /*call*/) override { return value; }
  Result<Json> run(const CodeCall& /*call*/) override { return value; }
  Result<Json> find_prompt(const PromptCall& /*call*/) override { return value; }

  Json value;
  ModelResponse completion;
};

class OddResponses : public NodeHarness {
 protected:
  OddResponses() : odd_clients_{odd_, odd_, odd_, services_, services_, services_, odd_, odd_} {}

  // The node's outcome, once the services return `value`.
  Result<NodeOutcome> outcome(const std::string& json, const Json& value, Values inputs) {
    odd_.value = value;
    ASSIGN_OR_RETURN(const NodeProgram program, compile(json));
    const NodeContext usual = context();
    const NodeContext context{.clients = odd_clients_,
                              .clock = usual.clock,
                              .ids = usual.ids,
                              .flow_input = usual.flow_input,
                              .run = usual.run,
                              .deadline = usual.deadline};
    return program(NodeInputs(std::move(inputs)), context);
  }

  OddServices odd_;
  Clients odd_clients_;
};

TEST_F(OddResponses, WhateverAFunctionReturnsIsItsNodesOutput) {
  const std::string node =
      R"({"name":"F","type":"LambdaFunction","configuration":{"lambdaFunction":)"
      R"({"lambdaArn":"f"}}})";
  for (const Json& value : odd_values()) {
    const auto result = outcome(node, value, {});
    ASSERT_TRUE(result) << value;
    EXPECT_EQ(std::get<Produced>(*result).outputs.front().second, value);
  }
}

TEST_F(OddResponses, WhateverCodeResultsInIsItsNodesOutput) {
  const std::string node =
      R"({"name":"C","type":"InlineCode","configuration":{"inlineCode":{"code":"1",)"
      R"("language":"Python_3"}}})";
  for (const Json& value : odd_values()) {
    const auto result = outcome(node, value, {});
    ASSERT_TRUE(result) << value;
    EXPECT_EQ(std::get<Produced>(*result).outputs.front().second, value);
  }
}

std::string knowledge_base(const std::string& more) {
  return R"({"name":"Search","type":"KnowledgeBase","configuration":{"knowledgeBase":)"
         R"({"knowledgeBaseId":"KB12345678")" +
         more + "}}}";
}

TEST_F(OddResponses, WhateverAKnowledgeBaseFindsIsTheOutputOfANodeWithoutAModel) {
  for (const Json& value : odd_values()) {
    const auto result = outcome(knowledge_base(""), value, {{"retrievalQuery", "tea"}});
    ASSERT_TRUE(result) << value;
    EXPECT_EQ(std::get<Produced>(*result).outputs.front().second, value);
  }
}

TEST_F(OddResponses, WhatAKnowledgeBaseFindsMustHaveTextsForAModel) {
  for (const Json& value : odd_values()) {
    const auto result =
        outcome(knowledge_base(R"(,"modelId":"m")"), value, {{"retrievalQuery", "tea"}});
    if (value == Json::array()) {
      EXPECT_TRUE(result);
      continue;
    }
    ASSERT_FALSE(result) << value;
    EXPECT_EQ(result.error().code, base::ErrorCode::kDependencyFailed);
    EXPECT_THAT(result.error().message,
                StartsWith("The knowledge base that Node Search searches returned "));
  }
}

const std::string kStoredPrompt =
    R"({"name":"Ask","type":"Prompt","configuration":{"prompt":{"sourceConfiguration":)"
    R"({"resource":{"promptArn":"arn"}}}}})";

TEST_F(OddResponses, APromptOfAnOddShapeIsTheNodesFailure) {
  for (const Json& value : odd_values()) {
    const auto result = outcome(kStoredPrompt, value, {});
    ASSERT_FALSE(result) << value;
    EXPECT_EQ(result.error().code, base::ErrorCode::kValidation);
    EXPECT_EQ(result.error().message, "The prompt of Node Ask has no model.");
  }
}

// Puts each odd value in the place of each value within `json` in turn.
void for_each_change(const Json& json, const std::function<void(const Json& changed)>& look) {
  const Json flat = json.flatten();
  for (const auto& [pointer, old] : flat.items()) {
    // The value itself, and each list or object around it.
    for (Json::json_pointer at(pointer); !at.empty(); at = at.parent_pointer()) {
      for (const Json& value : odd_values()) {
        Json changed = json;
        changed[at] = value;
        look(changed);
      }
    }
  }
}

TEST_F(OddResponses, APartOfAPromptOfAnOddShapeIsTheNodesFailureOrSaid) {
  const char* const text =
      R"({"name":"v","modelId":"m","templateType":"TEXT","templateConfiguration":)"
      R"({"text":{"text":"say {{it}}"}},"inferenceConfiguration":{"text":{"maxTokens":5,)"
      R"("topP":0.5,"stopSequences":["END"]}},"additionalModelRequestFields":{"top_k":1}})";
  const char* const chat =
      R"({"modelId":"m","templateType":"CHAT","templateConfiguration":{"chat":)"
      R"({"system":[{"text":"be brief"}],"messages":[{"role":"user","content":[{"text":"hi"}]}],)"
      R"("toolConfiguration":{"tools":[{"toolSpec":{"name":"t"}}]}}}})";
  std::size_t failures = 0;
  std::size_t changes = 0;
  for (const char* variant : {text, chat}) {
    for_each_change(*base::parse_json(variant), [&](const Json& changed) {
      ++changes;
      const auto result = outcome(kStoredPrompt, changed, {{"it", "tea"}});
      if (result) return;
      ++failures;
      EXPECT_EQ(result.error().code, base::ErrorCode::kValidation) << changed;
      EXPECT_THAT(result.error().message, StartsWith("The prompt of Node Ask has no ")) << changed;
    });
  }
  EXPECT_GT(failures, 100U);
  EXPECT_LT(failures, changes);
}

TEST_F(OddResponses, CountsOfTokensThatNoSumCanHoldAreStillACount) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  odd_.completion = {.text = "hi", .input_tokens = kMost, .output_tokens = 1};
  const Json variant =
      *base::parse_json(R"({"modelId":"m","templateConfiguration":{"text":{"text":"say"}}})");
  const auto result = outcome(kStoredPrompt, variant, {});
  ASSERT_TRUE(result);
  EXPECT_EQ(std::get<Produced>(*result).call.action->response.at("usage").at("totalTokens"), kMost);
}

TEST_F(OddResponses, AnObjectInABucketThatIsNoJsonIsTheNodesFailure) {
  const std::string node =
      R"({"name":"R","type":"Retrieval","configuration":{"retrieval":{"serviceConfiguration":)"
      R"({"s3":{"bucketName":"b"}}}},"outputs":[{"name":"s3Content","type":"Object"}]})";
  for (const std::string& content : std::vector<std::string>{
           "", "{", "nul", "\xff\xfe", "[1,]", std::string(1, '\0'), std::string(100'000, '[')}) {
    services_.objects[{"b", "k"}] = content;
    const auto result = run(node, {{"objectKey", "k"}});
    ASSERT_FALSE(result) << content.substr(0, 10);
    EXPECT_THAT(result.error().message, HasSubstr("The object s3://b/k that Node R reads"));
  }
}

TEST_F(OddResponses, AnObjectInABucketThatIsNoTextIsTheFailureOfANodeThatReadsText) {
  const std::string node =
      R"({"name":"R","type":"Retrieval","configuration":{"retrieval":{"serviceConfiguration":)"
      R"({"s3":{"bucketName":"b"}}}},"outputs":[{"name":"s3Content","type":"String"}]})";
  for (const char* content : {"\xff\xfe", "\xc0\x80", "cut \xe2\x82"}) {
    services_.objects[{"b", "k"}] = content;
    EXPECT_EQ(failure(node, {{"objectKey", "k"}}),
              "The object s3://b/k that Node R reads is not UTF-8 text.");
  }
}

}  // namespace
}  // namespace flows::nodes
