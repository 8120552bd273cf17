#include "api/unknown_operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace flows::api {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string said(std::string method, std::string target, std::vector<wire::Header> headers = {},
                 std::string body = {}) {
  const auto error = unknown_operation(
      {std::move(method), std::move(target), std::move(headers), std::move(body)});
  EXPECT_EQ(error.code, base::ErrorCode::kUnknownOperation);
  return error.message;
}

std::vector<wire::Header> signed_for(const std::string& service) {
  return {{"Authorization",
           "AWS4-HMAC-SHA256 Credential=AKIA/20260801/us-east-1/" + service +
               "/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + std::string(64, '0')},
          {"X-Amz-Date", "20260801T000000Z"}};
}

TEST(UnknownOperation, NamesMethodAndPathWithoutTheQuery) {
  EXPECT_EQ(said("PATCH", "/flows/F?X-Amz-Signature=secret"),
            "No operation of Amazon Bedrock Flows has the method PATCH and the path /flows/F.");
  EXPECT_EQ(said("GET", "http://localhost:8484/other"),
            "No operation of Amazon Bedrock Flows has the method GET and the path /other.");
}

TEST(UnknownOperation, KnowsPathsOfOtherServices) {
  const std::pair<const char*, const char*> kCases[] = {
      {"/2015-03-31/functions/price/invocations", "AWS Lambda"},
      {"/2015-03-31/functions/", "AWS Lambda"},
      {"/model/amazon.nova-lite-v1%3A0/converse", "Amazon Bedrock Runtime (bedrock-runtime)"},
      {"/model/arn:aws:bedrock:x:1:a%2Fb/invoke", "Amazon Bedrock Runtime (bedrock-runtime)"},
      {"/guardrail/g/version/1/apply", "Amazon Bedrock Runtime (bedrock-runtime)"},
      {"/foundation-models", "Amazon Bedrock (bedrock)"},
      {"/foundation-models/amazon.nova", "Amazon Bedrock (bedrock)"},
      {"/agents", "Agents for Amazon Bedrock (bedrock-agent)"},
      {"/agents/A/agentversions/1/knowledgebases/", "Agents for Amazon Bedrock (bedrock-agent)"},
      {"/knowledgebases/K/datasources/D", "Agents for Amazon Bedrock (bedrock-agent)"},
      {"/agents/A/agentAliases/B/sessions/C/text",
       "Agents for Amazon Bedrock Runtime (bedrock-agent-runtime)"},
      {"/knowledgebases/K/retrieve", "Agents for Amazon Bedrock Runtime (bedrock-agent-runtime)"},
      {"/retrieveAndGenerate", "Agents for Amazon Bedrock Runtime (bedrock-agent-runtime)"},
      {"/bucket?list-type=2&prefix=a", "Amazon S3"},
      {"/bucket/key?x-id=GetObject", "Amazon S3"}};
  for (const auto& [path, service] : kCases) {
    EXPECT_THAT(said("POST", path), HasSubstr(std::string("looks like one to ") + service + ". "))
        << path;
  }
  for (const char* const path : {"/model", "/model/a", "/model/a/converse/b", "/modelx/a/converse",
                                 "/2015-03-31x", "/agentsx", "/bucket/key", "/"}) {
    EXPECT_THAT(said("POST", path), Not(HasSubstr("looks like"))) << path;
  }
}

TEST(UnknownOperation, SaysHowToLeadARequestToItsService) {
  EXPECT_THAT(said("POST", "/model/m/converse"),
              HasSubstr("Set AWS_ENDPOINT_URL_BEDROCK_AGENT and"));
  EXPECT_THAT(said("GET", "/knowledgebases/K"),
              AllOf(HasSubstr("the backends document"), Not(HasSubstr("AWS_ENDPOINT_URL"))));
}

TEST(UnknownOperation, KnowsTheServiceOfASignature) {
  EXPECT_THAT(said("GET", "/", signed_for("s3")), HasSubstr("one to Amazon S3."));
  EXPECT_THAT(said("POST", "/", signed_for("sts")), HasSubstr("one to AWS STS."));
  EXPECT_THAT(said("POST", "/a", signed_for("polly")),
              HasSubstr("one to the service of its signature, polly."));
  EXPECT_THAT(said("POST", "/a", signed_for("bedrock")), Not(HasSubstr("looks like")));
  EXPECT_THAT(said("POST", "/model/m/invoke", signed_for("bedrock")),
              HasSubstr("one to Amazon Bedrock Runtime"));
}

TEST(UnknownOperation, KnowsTheTargetsOfJsonProtocolsAndTheVersionsOfForms) {
  EXPECT_THAT(said("POST", "/", {{"x-amz-target", "DynamoDB_20120810.GetItem"}}),
              HasSubstr("one to Amazon DynamoDB."));
  EXPECT_THAT(said("POST", "/", {{"X-Amz-Target", "Textract.DetectText"}}),
              HasSubstr("one to the service of its header X-Amz-Target, Textract.DetectText."));
  const wire::Header form{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"};
  EXPECT_THAT(said("POST", "/", {form}, "Action=GetCallerIdentity&Version=2011-06-15"),
              HasSubstr("one to AWS STS."));
  EXPECT_THAT(said("POST", "/", {form}, "Action=Odd&Version=1999-01-01"),
              HasSubstr("one to another service of AWS, which takes forms."));
  EXPECT_THAT(said("POST", "/", {form}, "name=value"), Not(HasSubstr("looks like")));
  EXPECT_THAT(said("POST", "/", {}, "Action=GetCallerIdentity"), Not(HasSubstr("looks like")));
}

TEST(UnknownOperation, WhatIsQuotedIsShortAndHarmless) {
  const std::string odd = "\r\nX: \x1B[2J\"" + std::string(100'000, 'x');
  for (const std::string& message :
       {said("GET", "/" + odd), said(odd, "/"), said("POST", "/", {{"X-Amz-Target", odd}}),
        said("POST", "/", signed_for("a\x1B" + odd))}) {
    EXPECT_LT(message.size(), 3 * base::limits::kShownBytesMax + 500);
    EXPECT_THAT(message, Not(::testing::ContainsRegex("[\x01-\x1F\"]")));
  }
}

}  // namespace
}  // namespace flows::api
