#include "backends/service_rules.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "backends/backends.h"
#include "backends/object_bucket.h"
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
    auto call = asked_by<nodes::FunctionCall>(std::move(node));
    call.function = std::move(function);
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

TEST_F(ServiceRulesTest, ABotUnderstandsWhatARuleSays) {
  serve(R"({"lexBots": [{"match": {"botAlias": "BOT/*"}, "respond": {"intent": "Order"}}]})");
  auto call = asked_by<nodes::LexCall>("Menu");
  call.bot_alias_arn = "arn:aws:lex:us-east-1:1:bot-alias/BOT/LIVE";
  EXPECT_EQ(backends_->recognize(call).value(), "Order");
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
                         "The bucket \"letters\" has no object \"a/b\": a Storage node writes one.",
                         {},
                         "S3"}));
  EXPECT_TRUE(bucket.put_object(call, "one"));
  EXPECT_TRUE(bucket.put_object(call, "two"));
  EXPECT_EQ(bucket.get_object(call).value(), "two");
  call.bucket = "other";
  EXPECT_FALSE(bucket.get_object(call));
}

}  // namespace
}  // namespace flows::backends
