#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/api_fixture.h"
#include "base/limits.h"
#include "store/tag_store.h"

namespace flows::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CreateFlow : public ApiFixture {
 protected:
  static std::string body(const std::string& more = "") {
    return fmt::format(R"({{"name":"one","executionRoleArn":"{}"{}}})", kRole, more);
  }
};

TEST_F(CreateFlow, ReturnsAllThatItStored) {
  const auto response =
      call("POST", "/flows/",
           body(R"(,"description":"a \"text\"","customerEncryptionKeyArn":)"
                R"("arn:aws:kms:us-east-1:123456789012:key/01234567-0123-0123-0123-012345678901",)"
                R"("definition": { "nodes": [], "connections": [] },"tags":{"a":"1"})"));
  EXPECT_EQ(response.status, 201);
  EXPECT_THAT(response.headers, ElementsAre(wire::Header{"content-type", "application/json"}));
  EXPECT_EQ(
      response.body,
      R"({"arn":"arn:aws:bedrock:us-east-1:123456789012:flow/FLOW000001",)"
      R"("createdAt":"2026-08-01T00:00:00.000000000Z",)"
      R"("customerEncryptionKeyArn":)"
      R"("arn:aws:kms:us-east-1:123456789012:key/01234567-0123-0123-0123-012345678901",)"
      R"("definition":{"nodes":[],"connections":[]},"description":"a \"text\"",)"
      R"("executionRoleArn":"arn:aws:iam::123456789012:role/r","id":"FLOW000001","name":"one",)"
      R"("status":"NotPrepared","updatedAt":"2026-08-01T00:00:00.000000000Z","version":"DRAFT"})");
}

TEST_F(CreateFlow, LeavesOutWhatWasNotGiven) {
  EXPECT_EQ(
      call("POST", "/flows", body()).body,
      R"({"arn":"arn:aws:bedrock:us-east-1:123456789012:flow/FLOW000001",)"
      R"("createdAt":"2026-08-01T00:00:00.000000000Z",)"
      R"("executionRoleArn":"arn:aws:iam::123456789012:role/r","id":"FLOW000001","name":"one",)"
      R"("status":"NotPrepared","updatedAt":"2026-08-01T00:00:00.000000000Z","version":"DRAFT"})");
}

TEST_F(CreateFlow, KeepsTheTags) {
  ASSERT_EQ(call("POST", "/flows/", body(R"(,"tags":{"b":"2","a":"1"})")).status, 201);
  const auto tags = db_->read([&](store::ReadTxn& txn) -> base::Result<std::vector<store::Tag>> {
    return store::list_tags(txn, caller_, "flow/FLOW000001");
  });
  EXPECT_THAT(tags.value(), ElementsAre(store::Tag{"a", "1"}, store::Tag{"b", "2"}));
}

TEST_F(CreateFlow, FloatsComeBackWithThirtyTwoBits) {
  create_flow_named("one",
                    R"({"nodes":[{"name":"Ask","type":"Prompt","configuration":{"prompt":)"
                    R"({"sourceConfiguration":{"inline":{"modelId":"m","templateType":)"
                    R"("TEXT","templateConfiguration":{"text":{"text":"hi"}},)"
                    R"("inferenceConfiguration":{"text":{"temperature":0.7,"topP":1.0}}}}}}}]})");
  EXPECT_THAT(call("GET", "/flows/FLOW000001/").body,
              HasSubstr(R"({"temperature":0.699999988079071,"topP":1.0})"));
}

TEST_F(CreateFlow, ARepeatedTokenGetsTheFirstResponse) {
  const std::string token = R"(,"clientToken":"0123456789012345678901234567890123456789")";
  const auto first = call("POST", "/flows/", body(token));
  clock_.advance(std::chrono::seconds(5));
  const auto again = call("POST", "/flows/", body(token));
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  const auto other = call("POST", "/flows/", body(token + R"(,"description":"other")"));
  EXPECT_EQ(summary(other),
            "409 ConflictException "
            R"({"message":"Couldn't perform CreateFlow operation. The client token was already )"
            R"(used with different parameters."})");
  ASSERT_EQ(call("DELETE", "/flows/FLOW000001/").status, 200);
  EXPECT_THAT(call("POST", "/flows/", body(token)).body, HasSubstr(R"("id":"FLOW000002")"));
}

TEST_F(CreateFlow, ATakenNameIsAConflict) {
  ASSERT_EQ(call("POST", "/flows/", body()).status, 201);
  EXPECT_EQ(
      summary(call("POST", "/flows/", body())),
      "409 ConflictException "
      R"({"message":"Cannot create a new flow as a flow with the same name already exists."})");
}

TEST_F(CreateFlow, TheHundredAndFirstFlowExceedsTheQuota) {
  for (std::size_t at = 0; at < base::limits::kFlowsPerAccountMax; ++at) {
    create_flow_named(fmt::format("flow-{}", at));
  }
  EXPECT_EQ(summary(call("POST", "/flows/", body())),
            "402 ServiceQuotaExceededException "
            R"({"message":"Your request exceeds the quota of 100 flows per account."})");
}

TEST_F(CreateFlow, MoreTagsThanAResourceMayHaveLeaveNothing) {
  std::string tags;
  for (std::size_t at = 0; at <= base::limits::kTagsPerResourceMax; ++at) {
    tags += fmt::format(R"({}"t{}":"")", at == 0 ? "" : ",", at);
  }
  EXPECT_EQ(call("POST", "/flows/", body(R"(,"tags":{)" + tags + "}")).status, 402);
  EXPECT_EQ(call("GET", "/flows/").body, R"({"flowSummaries":[]})");
}

TEST_F(CreateFlow, AFaultyDefinitionIsAValidationException) {
  const auto response = call("POST", "/flows/",
                             body(R"(,"definition":{"nodes":[{"name":"In","type":"Input"},)"
                                  R"({"name":"In","type":"Input"}]})"));
  const std::string message =
      "Value at 'definition.nodes.2.member.name' failed to satisfy constraint: Member must not "
      "have the name of another node";
  EXPECT_EQ(summary(response),
            R"(400 ValidationException {"message":"1 validation error detected: )" + message +
                R"(","fieldList":[{"name":"definition.nodes.2.member.name","message":")" + message +
                R"("}]})");
}

TEST_F(CreateFlow, AMissingNameIsAValidationException) {
  const auto response =
      call("POST", "/flows/", fmt::format(R"({{"executionRoleArn":"{}"}})", kRole));
  EXPECT_THAT(
      summary(response),
      HasSubstr(R"(400 ValidationException {"message":"1 validation error detected: Value )"
                R"(null at 'name' failed to satisfy constraint: Member must not be null")"));
}

}  // namespace
}  // namespace flows::api
