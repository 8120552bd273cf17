#include "backends/service_rules.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "backends/backends.h"
#include "backends/object_bucket.h"
#include "base/limits.h"
#include "support/fake_clock.h"
#include "support/jumping_clock.h"

namespace flows::backends {
namespace {

using base::ErrorCode;
using base::Json;

constexpr const char* kArn = "arn:aws:lambda:us-east-1:123456789012:function:price-order:live";

class ServiceRulesTest : public ::testing::Test {
 protected:
  void serve(std::string_view document) {
    const auto replaced = backends_->replace(document);
    ASSERT_TRUE(replaced) << replaced.error().message;
  }

  template <class Call>
  static Call asked_by(std::string node) {
    return Call{{.node = std::move(node), .deadline = base::TimePoint::max()}};
  }

  base::Result<Json> invoke(std::string function, std::string node = "Price") {
    return invoke(std::move(function), std::move(node), Json::object());
  }

  // Calls a function with the event that a node with these inputs sends.
  base::Result<Json> invoke(std::string function, std::string node, const Json& inputs) {
    Json list = Json::array();
    for (const auto& [name, value] : inputs.items()) {
      list.push_back(
          {{"name", name}, {"type", "String"}, {"expression", "$.data"}, {"value", value}});
    }
    auto call = asked_by<nodes::FunctionCall>(node);
    call.function = std::move(function);
    call.event = {{"node", {{"name", std::move(node)}, {"inputs", std::move(list)}}}};
    return backends_->invoke(call);
  }

  base::Result<Json> retrieve(std::string query, std::optional<std::int64_t> most = {}) {
    auto call = asked_by<nodes::RetrieveCall>("Search");
    call.knowledge_base_id = "arn:aws:bedrock:us-east-1:123456789012:knowledge-base/KB12345678";
    call.query = std::move(query);
    call.results_max = most;
    return backends_->retrieve(call);
  }

  testing::JumpingClock clock_;
  CallJournal calls_;
  std::unique_ptr<Backends> backends_ = *Backends::open({}, clock_, calls_);
};

TEST_F(ServiceRulesTest, AFunctionIsKnownByItsNameAndByItsArn) {
  serve(R"({"lambdas": [
    {"match": {"function": "arn:*:function:tax*"}, "respond": {"payload": "by ARN"}},
    {"match": {"function": "price-?rder"}, "respond": {"payload": {"total": 3}}}]})");
  EXPECT_EQ(invoke(kArn).value(), Json({{"total", 3}}));
  EXPECT_EQ(invoke("price-order").value(), Json({{"total", 3}}));
  EXPECT_EQ(invoke("arn:aws:lambda:us-east-1:1:function:tax").value(), "by ARN");
}

TEST_F(ServiceRulesTest, WithoutARuleACallFailsAndSaysWhatToConfigure) {
  const auto failed = invoke("price-order");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error(),
            (base::Error{ErrorCode::kDependencyFailed,
                         "No rule of the backends document serves function \"price-order\" for "
                         "node \"Price\". It has no rule for lambdas. Add a rule that fits to "
                         "\"lambdas\" of the backends document.",
                         {},
                         "Lambda"}));
  serve(R"({"lambdas": [{"match": {"node": "Other"}, "respond": {"payload": 1}}]})");
  EXPECT_NE(invoke("price-order")
                .error()
                .message.find("The closest is /lambdas/0: node \"Other\" does not fit \"Price\"."),
            std::string::npos);
}

TEST_F(ServiceRulesTest, AFunctionIsKnownByItsInputs) {
  serve(R"({"lambdas": [
    {"match": {"inputs": {"city": "Par*", "days": 3}}, "respond": {"payload": "Paris"}},
    {"match": {"inputs": {"city": "Rome", "order.items.0": {"contains": "tea"}}},
     "respond": {"payload": "Rome"}},
    {"match": {"inputs": {"gift": true}}, "respond": {"payload": "gift"}}]})");
  const auto price = [&](const Json& inputs) { return invoke("price", "Price", inputs); };
  EXPECT_EQ(price({{"days", 3}, {"city", "Paris"}}).value(), "Paris");
  EXPECT_EQ(price({{"city", "Rome"}, {"order", {{"items", {"green tea"}}}}}).value(), "Rome");
  EXPECT_EQ(price({{"gift", true}, {"city", "Rome"}}).value(), "gift");
  EXPECT_NE(price({{"city", "Parma"}, {"days", "3"}})
                .error()
                .message.find("The closest is /lambdas/0: inputs.days 3 is not \"3\"."),
            std::string::npos);
  EXPECT_NE(price({{"city", "Parma"}}).error().message.find("inputs.days is not there."),
            std::string::npos);
  EXPECT_FALSE(invoke("price", "Price"));
  EXPECT_FALSE(backends_->invoke(asked_by<nodes::FunctionCall>("Price")));
}

TEST_F(ServiceRulesTest, ATemplateOfAFunctionGivesAText) {
  serve(R"({"lambdas": [
    {"match": {"inputs": {"city": "*"}}, "respond": {"template":
      "{{node}} of {{function}}: {{inputs.city}},{{ inputs.days }},{{inputs.order.ids-1}} {{x y}}"
    }},
    {"respond": {"template": "{{inputs.missing}}"}}]})");
  EXPECT_EQ(
      invoke("price", "Price", {{"city", "Rome"}, {"days", 3}, {"order", {{"ids-1", {1, "b"}}}}})
          .value(),
      R"(Price of price: Rome,3,[1,"b"] {{x y}})");
  EXPECT_EQ(invoke("price", "Price", {{"days", 3}}).error(),
            (base::Error{ErrorCode::kDependencyFailed,
                         "The template of the rule that serves the call has {{inputs.missing}}, "
                         "but the call has no such value.",
                         {},
                         "Lambda"}));
}

TEST_F(ServiceRulesTest, APayloadIsReturnedAsItStands) {
  serve(R"({"lambdas": [{"respond": {"payload": {"city": "{{inputs.city}}"}}}]})");
  EXPECT_EQ(invoke("price", "Price", {{"city", "Rome"}}).value(),
            Json({{"city", "{{inputs.city}}"}}));
}

TEST_F(ServiceRulesTest, AFunctionFailsAsARuleSays) {
  serve(R"({"lambdas": [{"respond": [{"error": "FunctionError", "message": "no stock"},
    {"error": "TooManyRequestsException"}, {"error": "ServiceException"}]}]})");
  EXPECT_EQ(invoke("x").error(),
            (base::Error{ErrorCode::kDependencyFailed, "no stock", {}, "Lambda"}));
  EXPECT_EQ(invoke("x").error().code, ErrorCode::kThrottling);
  EXPECT_EQ(invoke("x").error().code, ErrorCode::kBadGateway);
}

TEST_F(ServiceRulesTest, ResultsHaveTheFormOfRetrieve) {
  serve(R"({"knowledgeBases": [{"match": {"id": "KB*", "queryContains": "tea"}, "respond":
    {"results": [{"content": "green", "uri": "s3://b/k", "score": 0.5, "metadata": {"page": 2}},
                 {"content": "black"}]}}]})");
  EXPECT_EQ(base::to_text(retrieve("which tea").value()),
            R"([{"content":{"text":"green","type":"TEXT"},)"
            R"("location":{"s3Location":{"uri":"s3://b/k"},"type":"S3"},)"
            R"("metadata":{"x-amz-bedrock-kb-source-uri":"s3://b/k","page":2},"score":0.5},)"
            R"({"content":{"text":"black","type":"TEXT"}}])");
  EXPECT_EQ(retrieve("tea", 1).value().size(), 1U);
  EXPECT_FALSE(retrieve("coffee"));
}

TEST_F(ServiceRulesTest, AQueryFitsAsAWholeAndStandsInTemplates) {
  serve(R"({"knowledgeBases": [
    {"match": {"query": "tea *"}, "respond": {"template": "{{node}}, {{id}}: {{query}}"}},
    {"match": {"query": "coffee"}, "respond": {"results":
      [{"template": "on {{query}}", "score": 1},
       {"content": "{{query}}", "uri": "s3://b/k"}]}}]})");
  EXPECT_EQ(base::to_text(retrieve("tea shops").value()),
            R"([{"content":{"text":"Search, arn:aws:bedrock:us-east-1:123456789012:knowledge-base/)"
            R"(KB12345678: tea shops","type":"TEXT"}}])");
  EXPECT_EQ(base::to_text(retrieve("coffee").value()),
            R"([{"content":{"text":"on coffee","type":"TEXT"},"score":1},)"
            R"({"content":{"text":"{{query}}","type":"TEXT"},)"
            R"("location":{"s3Location":{"uri":"s3://b/k"},"type":"S3"},)"
            R"("metadata":{"x-amz-bedrock-kb-source-uri":"s3://b/k"}}])");
  EXPECT_NE(retrieve("black coffee")
                .error()
                .message.find("/knowledgeBases/0: query \"tea *\" does not fit \"black coffee\"."),
            std::string::npos);
}

TEST_F(ServiceRulesTest, AllResultsTogetherHaveALimit) {
  std::string document =
      R"({"knowledgeBases": [{"respond": {"results": [{"template": "{{query}}"})";
  for (int i = 0; i < 16; ++i) document += R"(,{"template": "{{query}}"})";
  serve(document + "]}}]}");
  EXPECT_TRUE(retrieve(std::string(1024, 'q')));
  EXPECT_EQ(retrieve(std::string(base::limits::kDocumentBytesMax / 16, 'q')).error().message,
            "The response is longer than 16777216 bytes.");
}

TEST_F(ServiceRulesTest, AgentsAnswerInTurnAndMayAsk) {
  serve(R"({"agents": [{"match": {"agentAlias": "AGENT/*", "textMatches": "^Book"}, "respond":
    [{"text": "Which city?", "inputRequired": true}, {"text": "Booked."}]}]})");
  auto call = asked_by<nodes::AgentCall>("Help");
  call.agent_alias_arn = "arn:aws:bedrock:us-east-1:1:agent-alias/AGENT/ALIAS";
  call.text = "Book a room";
  const auto first = backends_->invoke_agent(call).value();
  EXPECT_EQ(first.text, "Which city?");
  EXPECT_TRUE(first.input_required);
  const auto second = backends_->invoke_agent(call).value();
  EXPECT_EQ(second.text, "Booked.");
  EXPECT_FALSE(second.input_required);
  call.text = "Cancel";
  EXPECT_EQ(backends_->invoke_agent(call).error().resource_name, "Amazon Bedrock");
}

TEST_F(ServiceRulesTest, WhatIsSaidToAnAgentFitsAsAWholeAndStandsInTemplates) {
  serve(R"({"agents": [{"match": {"text": "Book ?"}, "respond":
    {"template": "{{node}}, {{agentAlias}}: {{text}}!", "inputRequired": true}}]})");
  auto call = asked_by<nodes::AgentCall>("Help");
  call.agent_alias_arn = "agent-alias/AGENT/ALIAS";
  call.text = "Book 1";
  const auto asked = backends_->invoke_agent(call).value();
  EXPECT_EQ(asked.text, "Help, agent-alias/AGENT/ALIAS: Book 1!");
  EXPECT_TRUE(asked.input_required);
  call.text = "Book 12";
  EXPECT_NE(backends_->invoke_agent(call).error().message.find(
                "/agents/0: text \"Book ?\" does not fit \"Book 12\"."),
            std::string::npos);
}

TEST_F(ServiceRulesTest, ABotUnderstandsWhatARuleSays) {
  serve(R"({"lexBots": [{"match": {"botAlias": "BOT/*", "text": "tw?"},
                         "respond": {"intent": "Two"}},
                        {"match": {"botAlias": "BOT/*"}, "respond": {"intent": "Order"}}]})");
  auto call = asked_by<nodes::LexCall>("Menu");
  call.bot_alias_arn = "arn:aws:lex:us-east-1:1:bot-alias/BOT/LIVE";
  EXPECT_EQ(backends_->recognize(call).value(), "Order");
  call.text = "two";
  EXPECT_EQ(backends_->recognize(call).value(), "Two");
  call.bot_alias_arn = "arn:aws:lex:us-east-1:1:bot-alias/OTHER/LIVE";
  EXPECT_EQ(backends_->recognize(call).error().resource_name, "Amazon Lex");
}

TEST_F(ServiceRulesTest, ADelayThatOutlastsTheRunFails) {
  serve(R"({"lambdas": [{"respond": {"payload": 1}, "delayMs": 1000}]})");
  auto call = asked_by<nodes::FunctionCall>("Price");
  call.function = "slow";
  call.deadline = clock_.now() + std::chrono::milliseconds(999);
  const auto failed = backends_->invoke(call);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().resource_name, "Lambda");
  EXPECT_NE(failed.error().message.find("function \"slow\" timed out"), std::string::npos);
}

TEST(ObjectBucketTest, KeepsOneObjectUnderAKey) {
  const auto db = *store::Database::open({});
  testing::FakeClock clock;
  CallJournal calls;
  ObjectBucket bucket(*db, clock, calls);
  nodes::ObjectCall call{{.node = "Keep", .deadline = base::TimePoint::max()}};
  call.bucket = "letters";
  call.key = "a/b";
  const auto missing = bucket.get_object(call);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error(),
            (base::Error{ErrorCode::kDependencyFailed,
                         "The bucket \"letters\" has no object \"a/b\": a Storage node writes one, "
                         "or PUT /_local/buckets/{bucket}/{key}.",
                         {},
                         "S3"}));
  EXPECT_TRUE(bucket.put_object(call, "one"));
  EXPECT_TRUE(bucket.put_object(call, "two"));
  EXPECT_EQ(bucket.get_object(call).value(), "two");
  call.bucket = "other";
  EXPECT_FALSE(bucket.get_object(call));
  call.key = std::string(base::limits::kObjectKeyBytesMax + 1, 'k');
  EXPECT_EQ(bucket.put_object(call, "one").error(),
            (base::Error{ErrorCode::kDependencyFailed,
                         "The key of an object has at most 1024 bytes of UTF-8; this one has 1025.",
                         {},
                         "S3"}));
  EXPECT_EQ(bucket.get_object(call).error().resource_name, "S3");
}

TEST(ObjectBucketTest, WhatFindsNoRoomIsAFailureOfS3) {
  const auto db = *store::Database::open({});
  testing::FakeClock clock;
  CallJournal calls;
  ObjectBucket bucket(*db, clock, calls, {.object_bytes = 4, .objects = 2, .bytes = 6});
  const auto put = [&](const std::string& key, const std::string& content) {
    nodes::ObjectCall call{{.node = "Keep", .deadline = base::TimePoint::max()}};
    call.bucket = "letters";
    call.key = key;
    const auto written = bucket.put_object(call, content);
    return written ? base::Error{} : written.error();
  };
  const auto refused = [](std::string message) {
    return base::Error{ErrorCode::kDependencyFailed, std::move(message), {}, "S3"};
  };
  EXPECT_EQ(put("a", "12345"), refused("An object has at most 4 bytes; this one has 5."));
  EXPECT_EQ(put("a", "1234").message, "");
  EXPECT_EQ(put("b", "123"), refused("The objects of all buckets have at most 6 bytes together; "
                                     "with this they would have 7. Delete some."));
  EXPECT_EQ(put("b", "12").message, "");
  EXPECT_EQ(put("c", ""), refused("All buckets together hold at most 2 objects. Delete some."));
}

}  // namespace
}  // namespace flows::backends
