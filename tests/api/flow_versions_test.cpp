#include <gmock/gmock.h>

#include "api/api_fixture.h"

namespace flows::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class FlowVersions : public ApiFixture {
 protected:
  void SetUp() override { create_flow_named("one"); }
};

TEST_F(FlowVersions, CreatingOneNeedsAPreparedFlow) {
  EXPECT_EQ(
      summary(call("POST", "/flows/FLOW000001/versions")),
      "409 ConflictException "
      R"({"message":"Couldn't perform CreateFlowVersion operation. The resource that you )"
      R"(specified is currently in status NotPrepared. Retry your request after the resource )"
      R"(changes to a valid status."})");
  EXPECT_EQ(summary(call("POST", "/flows/FLOW000009/versions")), kNotFound);
}

TEST_F(FlowVersions, CreatingOneReturnsTheSnapshot) {
  prepare("FLOW000001");
  const auto response = call("POST", "/flows/FLOW000001/versions", R"({"description":"text"})");
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body,
            R"({"arn":"arn:aws:bedrock:us-east-1:123456789012:flow/FLOW000001",)"
            R"("createdAt":"2026-08-01T00:00:00.000000000Z","definition":)" +
                kSmallest +
                R"(,"description":"text","executionRoleArn":"arn:aws:iam::123456789012:role/r",)"
                R"("id":"FLOW000001","name":"one","status":"Prepared","version":"1"})");
  EXPECT_EQ(call("GET", "/flows/FLOW000001/versions/1/").body, response.body);
}

TEST_F(FlowVersions, ARepeatedTokenMakesNoSecondOne) {
  prepare("FLOW000001");
  const std::string body = R"({"clientToken":"0123456789012345678901234567890123456789"})";
  const auto first = call("POST", "/flows/FLOW000001/versions", body);
  EXPECT_EQ(call("POST", "/flows/FLOW000001/versions", body).body, first.body);
  EXPECT_THAT(call("GET", "/flows/FLOW000001/versions").body, Not(HasSubstr(R"("version":"2")")));
}

TEST_F(FlowVersions, TheEleventhExceedsTheQuota) {
  prepare("FLOW000001");
  for (int at = 0; at < 10; ++at) {
    ASSERT_EQ(call("POST", "/flows/FLOW000001/versions").status, 201);
  }
  EXPECT_EQ(summary(call("POST", "/flows/FLOW000001/versions")),
            "402 ServiceQuotaExceededException "
            R"({"message":"Your request exceeds the quota of 10 versions per flow."})");
}

TEST_F(FlowVersions, MetadataOnlyLeavesTheDefinitionOut) {
  prepare("FLOW000001");
  ASSERT_EQ(call("POST", "/flows/FLOW000001/versions").status, 201);
  EXPECT_THAT(call("GET", "/flows/FLOW000001/versions/1/?includedData=METADATA_ONLY").body,
              Not(HasSubstr("definition")));
}

TEST_F(FlowVersions, DeletingOneGivesItsNumberToNoOther) {
  prepare("FLOW000001");
  const std::string create = R"({"clientToken":"0123456789012345678901234567890123456789"})";
  ASSERT_EQ(call("POST", "/flows/FLOW000001/versions", create).status, 201);
  const auto response = call("DELETE", "/flows/FLOW000001/versions/1/");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"id":"FLOW000001","version":"1"})");
  EXPECT_EQ(summary(call("GET", "/flows/FLOW000001/versions/1/")), kNotFound);
  EXPECT_EQ(summary(call("DELETE", "/flows/FLOW000001/versions/1/")), kNotFound);
  EXPECT_THAT(call("POST", "/flows/FLOW000001/versions", create).body,
              HasSubstr(R"("version":"2")"));
}

TEST_F(FlowVersions, OneThatAnAliasRoutesToIsDeletedOnlyWithoutTheCheck) {
  prepare("FLOW000001");
  ASSERT_EQ(call("POST", "/flows/FLOW000001/versions").status, 201);
  ASSERT_EQ(call("POST", "/flows/FLOW000001/aliases",
                 R"({"name":"live","routingConfiguration":[{"flowVersion":"1"}]})")
                .status,
            201);
  EXPECT_EQ(summary(call("DELETE", "/flows/FLOW000001/versions/1/")),
            "409 ConflictException "
            R"({"message":"Couldn't perform DeleteFlowVersion operation. The resource that you )"
            R"(specified is in use. Remove its aliases or set skipResourceInUseCheck to true."})");
  EXPECT_EQ(call("GET", "/flows/FLOW000001/versions/1/").status, 200);
  EXPECT_EQ(call("DELETE", "/flows/FLOW000001/versions/1/?skipResourceInUseCheck=true").status,
            200);
  EXPECT_EQ(call("GET", "/flows/FLOW000001/aliases/ALIAS00001").status, 200);
}

TEST_F(FlowVersions, ANumberWithZerosBeforeItIsUnknown) {
  prepare("FLOW000001");
  ASSERT_EQ(call("POST", "/flows/FLOW000001/versions").status, 201);
  EXPECT_EQ(summary(call("GET", "/flows/FLOW000001/versions/01/")), kNotFound);
}

TEST_F(FlowVersions, AnUnknownOneIsResourceNotFoundAndDraftIsNoVersion) {
  EXPECT_EQ(summary(call("GET", "/flows/FLOW000001/versions/1/")), kNotFound);
  EXPECT_EQ(call("GET", "/flows/FLOW000001/versions/DRAFT/").status, 400);
}

TEST_F(FlowVersions, AreListedFromTheHighestDown) {
  prepare("FLOW000001");
  for (int at = 0; at < 3; ++at) {
    ASSERT_EQ(call("POST", "/flows/FLOW000001/versions").status, 201);
  }
  const std::string common =
      R"({"arn":"arn:aws:bedrock:us-east-1:123456789012:flow/FLOW000001",)"
      R"("createdAt":"2026-08-01T00:00:00.000000000Z","id":"FLOW000001","status":"Prepared",)";
  EXPECT_EQ(call("GET", "/flows/FLOW000001/versions").body,
            R"({"flowVersionSummaries":[)" + common + R"("version":"3"},)" + common +
                R"("version":"2"},)" + common + R"("version":"1"}]})");
  const auto first = base::parse_json(call("GET", "/flows/FLOW000001/versions?maxResults=2").body);
  const auto token = first.value()["nextToken"].get<std::string>();
  EXPECT_EQ(call("GET", "/flows/FLOW000001/versions?maxResults=2&nextToken=" + token).body,
            R"({"flowVersionSummaries":[)" + common + R"("version":"1"}]})");
  EXPECT_EQ(summary(call("GET", "/flows/FLOW000009/versions")), kNotFound);
}

}  // namespace
}  // namespace flows::api
