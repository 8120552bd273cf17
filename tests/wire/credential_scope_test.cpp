#include "wire/credential_scope.h"

#include <gtest/gtest.h>

#include <string>

namespace flows::wire {
namespace {

Request signed_with(std::string authorization) {
  return {"GET", "/flows/", {{"authorization", std::move(authorization)}}, ""};
}

const base::Caller kDefaults{"123456789012", "us-east-1"};

TEST(CredentialScopeOf, ReadsTheAuthorizationHeader) {
  const auto scope = credential_scope(signed_with(
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20250320/eu-west-1/bedrock/aws4_request, "
      "SignedHeaders=host;x-amz-date, Signature=abc"));
  EXPECT_EQ(scope, (CredentialScope{"AKIDEXAMPLE", "eu-west-1"}));
}

TEST(CredentialScopeOf, ToleratesSpacingAndOrder) {
  for (const char* header :
       {"AWS4-HMAC-SHA256 Credential=K/20250320/eu-west-1/bedrock/aws4_request,SignedHeaders=host",
        "  AWS4-HMAC-SHA256   SignedHeaders=host ,\t Credential = "
        "K/20250320/eu-west-1/bedrock/aws4_request  ",
        "AWS4-HMAC-SHA256\tSignature=x,Credential=K/20250320/eu-west-1/bedrock/aws4_request"}) {
    EXPECT_EQ(credential_scope(signed_with(header)), (CredentialScope{"K", "eu-west-1"})) << header;
  }
}

TEST(CredentialScopeOf, KeepsSlashesOfTheAccessKey) {
  EXPECT_EQ(credential_scope(signed_with(
                "AWS4-HMAC-SHA256 Credential=a/b/20250320/eu-west-1/bedrock/aws4_request")),
            (CredentialScope{"a/b", "eu-west-1"}));
}

TEST(CredentialScopeOf, ReadsAPresignedUrl) {
  const Request request{
      "GET", "/flows/?X-Amz-Credential=K%2F20250320%2Feu-west-1%2Fbedrock%2Faws4_request", {}, ""};
  EXPECT_EQ(credential_scope(request), (CredentialScope{"K", "eu-west-1"}));
}

TEST(CredentialScopeOf, IsAbsentWhereNothingOrNonsenseStands) {
  EXPECT_EQ(credential_scope(Request{"GET", "/flows/", {}, ""}), std::nullopt);
  for (const char* header :
       {"", "Bearer abc", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 SignedHeaders=host",
        "AWS4-HMAC-SHA256Credential=K/20250320/eu-west-1/bedrock/aws4_request",
        "AWS4-HMAC-SHA256 Credential=/20250320/eu-west-1/bedrock/aws4_request",
        "AWS4-HMAC-SHA256 Credential=K/eu-west-1/bedrock/aws4_request",
        "AWS4-HMAC-SHA256 Credential=K/20250320/eu-west-1/bedrock",
        "AWS4-HMAC-SHA256 Credential=K/20250320/EU-WEST-1/bedrock/aws4_request",
        "AWS4-HMAC-SHA256 Credential=K/20250320//bedrock/aws4_request",
        "AWS4-HMAC-SHA256 Credential=K/20250320/eu-west-1-is-far-too-long/bedrock/aws4_request"}) {
    EXPECT_EQ(credential_scope(signed_with(header)), std::nullopt) << header;
  }
  EXPECT_EQ(credential_scope(Request{"GET", "/?X-Amz-Credential=K", {}, ""}), std::nullopt);
  EXPECT_EQ(credential_scope(Request{"GET", "/?X-Amz-Credential=%G", {}, ""}), std::nullopt);
}

TEST(CallerOf, TakesTwelveDigitsAsTheAccount) {
  EXPECT_EQ(caller_of(signed_with("AWS4-HMAC-SHA256 Credential=000000000007/20250320/eu-west-1/"
                                  "bedrock/aws4_request"),
                      kDefaults),
            (base::Caller{"000000000007", "eu-west-1"}));
}

TEST(CallerOf, KeepsTheDefaultAccountForOtherKeys) {
  for (const std::string key : {"test", "00000000000", "0000000000070", "00000000000a"}) {
    EXPECT_EQ(caller_of(signed_with("AWS4-HMAC-SHA256 Credential=" + key +
                                    "/20250320/eu-west-1/bedrock/aws4_request"),
                        kDefaults),
              (base::Caller{"123456789012", "eu-west-1"}));
  }
}

TEST(CallerOf, IsTheDefaultForUnsignedRequests) {
  EXPECT_EQ(caller_of(Request{"GET", "/flows/", {}, ""}, kDefaults), kDefaults);
}

TEST(CredentialScopeOf, TheQueryCountsOnlyWithoutAHeader) {
  auto request = signed_with("AWS4-HMAC-SHA256 Credential=K/20250320/US_X/bedrock/aws4_request");
  request.target =
      "/?X-Amz-Credential=222222222222%2F20250320%2Feu-west-1%2Fbedrock%2Faws4_request";
  EXPECT_EQ(credential_scope(request), std::nullopt);
  EXPECT_EQ(caller_of(request, kDefaults), kDefaults);
}

}  // namespace
}  // namespace flows::wire
