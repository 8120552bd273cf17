#include <gmock/gmock.h>

#include "api/api_fixture.h"

namespace flows::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using GetFlow = ApiFixture;

TEST_F(GetFlow, GivesTheDraftAsItWasStored) {
  create_flow_named("one");
  const auto response = call("GET", "/flows/FLOW000001/");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body,
            R"({"arn":"arn:aws:bedrock:us-east-1:123456789012:flow/FLOW000001",)"
            R"("createdAt":"2026-08-01T00:00:00.000000000Z","definition":)" +
                kSmallest +
                R"(,"executionRoleArn":"arn:aws:iam::123456789012:role/r","id":"FLOW000001",)"
                R"("name":"one","status":"NotPrepared",)"
                R"("updatedAt":"2026-08-01T00:00:00.000000000Z","version":"DRAFT"})");
}

TEST_F(GetFlow, HasValidationsOnceItWasPrepared) {
  create_flow_named("one");
  EXPECT_THAT(call("GET", "/flows/FLOW000001/").body, Not(HasSubstr("validations")));
  prepare("FLOW000001");
  EXPECT_THAT(call("GET", "/flows/FLOW000001/").body,
              HasSubstr(R"("status":"Prepared","updatedAt":"2026-08-01T00:00:00.000000000Z",)"
                        R"("validations":[],"version":"DRAFT"})"));
}

TEST_F(GetFlow, MetadataOnlyLeavesTheDefinitionOut) {
  create_flow_named("one");
  prepare("FLOW000001");
  const auto body = call("GET", "/flows/FLOW000001/?includedData=METADATA_ONLY").body;
  EXPECT_THAT(body, Not(HasSubstr("definition")));
  EXPECT_THAT(body, HasSubstr(R"("validations":[])"));
  EXPECT_THAT(call("GET", "/flows/FLOW000001/?includedData=ALL_DATA").body,
              HasSubstr("definition"));
  EXPECT_EQ(call("GET", "/flows/FLOW000001/?includedData=SOME").status, 400);
}

TEST_F(GetFlow, TakesAnArnEncodedOrNotOfAnyAccountAndRegion) {
  create_flow_named("one");
  const auto by_id = call("GET", "/flows/FLOW000001").body;
  for (const auto* const identifier :
       {"arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aflow%2FFLOW000001",
        "arn:aws:bedrock:us-east-1:123456789012:flow%2FFLOW000001",
        "arn:aws:bedrock:us-east-1:123456789012:flow/FLOW000001",
        "arn:aws:bedrock:eu-west-1:210987654321:flow%2FFLOW000001"}) {
    EXPECT_EQ(call("GET", std::string("/flows/") + identifier).body, by_id) << identifier;
  }
}

TEST_F(GetFlow, AnUnknownOneIsResourceNotFound) {
  EXPECT_EQ(summary(call("GET", "/flows/ABCDEFGHIJ/")), kNotFound);
}

TEST_F(GetFlow, AnIdentifierOfTheWrongFormIsAValidationException) {
  const auto response = call("GET", "/flows/short/");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("Value 'short' at 'flowIdentifier' failed to satisfy"));
}

TEST_F(GetFlow, AnotherAccountSeesNothing) {
  create_flow_named("one");
  caller_.account = "210987654321";
  EXPECT_EQ(summary(call("GET", "/flows/FLOW000001/")), kNotFound);
}

}  // namespace
}  // namespace flows::api
