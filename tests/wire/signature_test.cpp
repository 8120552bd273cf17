#include "wire/signature.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "wire/timestamp.h"

namespace flows::wire {
namespace {

using base::ErrorCode;
using base::limits::kClockSkewMax;
using base::limits::kPresignedLifetimeMax;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

const std::string kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

// Requests that botocore signed; see make_cases.py beside the file.
const base::Json& signed_requests() {
  static const base::Json cases = [] {
    std::ifstream file(FLOWS_SOURCE_DIR "/tests/golden/signatures/cases.json");
    std::stringstream text;
    text << file.rdbuf();
    return base::parse_json(text.str()).value();
  }();
  return cases;
}

Request to_request(const base::Json& signed_request) {
  Request request{.method = signed_request["method"],
                  .target = signed_request["target"],
                  .headers = {},
                  .body = signed_request["body"]};
  for (const auto& header : signed_request["headers"]) {
    request.headers.push_back({header[0], header[1]});
  }
  return request;
}

const base::Json& case_named(const std::string& name) {
  const auto& cases = signed_requests();
  const auto found =
      std::ranges::find_if(cases, [&](const base::Json& one) { return one["name"] == name; });
  CHECK(found != cases.end(), "there is a case of that name");
  return *found;
}

class VerifySignature : public ::testing::Test {
 protected:
  base::Result<CredentialScope> verify(const Request& request,
                                       std::optional<std::string> token = {}) {
    const Credentials credentials = {
        {"AKIDEXAMPLE", {.secret_key = secret_, .session_token = std::move(token)}}};
    return verify_signature(request, credentials, now_, "service");
  }

  std::string refusal(const Request& request, std::optional<std::string> token = {}) {
    const auto verified = verify(request, std::move(token));
    if (verified) return "verified";
    return fmt::format("{}: {}", static_cast<int>(verified.error().code), verified.error().message);
  }

  void expect_mismatch(const Request& request, std::string_view what) {
    const auto verified = verify(request);
    ASSERT_FALSE(verified) << what;
    EXPECT_EQ(verified.error().code, ErrorCode::kInvalidSignature) << what;
    EXPECT_THAT(verified.error().message, HasSubstr("does not match the signature")) << what;
  }

  std::string secret_ = kSecret;
  base::TimePoint now_ = parse_compact_timestamp("20150830T123600Z").value();
  Request vanilla_ = to_request(case_named("post-json"));

  std::string& header(const std::string& name) {
    const auto found = std::ranges::find(vanilla_.headers, name, &Header::name);
    CHECK(found != vanilla_.headers.end(), "the request has the header");
    return found->value;
  }
};

TEST_F(VerifySignature, TakesWhatBotocoreSigned) {
  ASSERT_GE(signed_requests().size(), 30U);
  for (const auto& signed_request : signed_requests()) {
    std::optional<std::string> token;
    if (signed_request.contains("token")) token = signed_request["token"];
    EXPECT_EQ(refusal(to_request(signed_request), token), "verified")
        << signed_request["name"].get<std::string>();
  }
}

TEST_F(VerifySignature, AnotherSecretMakesAnotherSignature) {
  secret_ += "x";
  for (const auto& signed_request : signed_requests()) {
    if (signed_request.contains("token")) continue;
    expect_mismatch(to_request(signed_request), signed_request["name"].get<std::string>());
  }
}

TEST_F(VerifySignature, NothingThatIsSignedCanBeChanged) {
  const Request original = vanilla_;
  vanilla_.method = "PUT";
  expect_mismatch(vanilla_, "method");
  vanilla_ = original;
  vanilla_.target = "/flows/x";
  expect_mismatch(vanilla_, "path");
  vanilla_.target = "/flows/?x=1";
  expect_mismatch(vanilla_, "query");
  vanilla_ = original;
  vanilla_.body += " ";
  expect_mismatch(vanilla_, "body");
  vanilla_ = original;
  header("Content-Type") = "text/plain";
  expect_mismatch(vanilla_, "header");
  vanilla_ = original;
  header("X-Amz-Date") = "20150830T123601Z";
  expect_mismatch(vanilla_, "time");
  vanilla_ = original;
  auto& authorization = header("Authorization");
  authorization.replace(authorization.find("us-east-1"), 9, "eu-west-1");
  expect_mismatch(vanilla_, "region");
  vanilla_ = original;
  header("Authorization").back() ^= 1;
  expect_mismatch(vanilla_, "signature");
  vanilla_ = original;
  header("Authorization").pop_back();
  expect_mismatch(vanilla_, "a shorter signature");
}

TEST_F(VerifySignature, AHashOfTheBodyThatIsSentMustBeThatOfTheBody) {
  auto request = to_request(case_named("post-unsigned-payload"));
  request.body = "something else";
  EXPECT_EQ(refusal(request), "verified");
  for (auto& sent : request.headers) {
    if (sent.value == "UNSIGNED-PAYLOAD") sent.value = std::string(64, 'a');
  }
  expect_mismatch(request, "hash");
}

TEST_F(VerifySignature, SecretsStayOutOfMessages) {
  header("Authorization").back() ^= 1;
  EXPECT_THAT(refusal(vanilla_), Not(HasSubstr(kSecret)));
}

TEST_F(VerifySignature, AnUnsignedRequestMissesItsToken) {
  const Request request{.method = "GET", .target = "/flows/", .headers = {}, .body = {}};
  EXPECT_EQ(verify(request).error(),
            (base::Error{ErrorCode::kMissingAuthenticationToken, "Missing Authentication Token"}));
}

TEST_F(VerifySignature, WhatIsMissingIsNamed) {
  vanilla_.headers = {{"Host", "h"}, {"Authorization", "AWS4-HMAC-SHA256 Other=1"}};
  EXPECT_EQ(verify(vanilla_).error(),
            (base::Error{ErrorCode::kIncompleteSignature,
                         "Authorization header requires 'Credential' parameter. Authorization "
                         "header requires 'Signature' parameter. Authorization header requires "
                         "'SignedHeaders' parameter. Authorization header requires existence of "
                         "either a 'X-Amz-Date' or a 'Date' header."}));
  vanilla_.headers = {{"Host", "h"}};
  vanilla_.target = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=1";
  EXPECT_EQ(verify(vanilla_).error().message,
            "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string "
            "parameters must include 'X-Amz-SignedHeaders'. AWS query-string parameters must "
            "include 'X-Amz-Date'.");
}

TEST_F(VerifySignature, OtherKindsOfAuthorizationAreIncomplete) {
  for (const auto* const value : {"Bearer abc", "AWS4-HMAC-SHA1 Credential=x", "", "Basic"}) {
    header("Authorization") = value;
    EXPECT_EQ(verify(vanilla_).error().code, ErrorCode::kIncompleteSignature) << value;
  }
}

TEST_F(VerifySignature, TheCredentialHasFiveParts) {
  const auto with_credential = [&](const std::string& credential) {
    header("Authorization") = "AWS4-HMAC-SHA256 Credential=" + credential +
                              ", SignedHeaders=host;x-amz-date;content-type, Signature=0";
    return verify(vanilla_).error();
  };
  EXPECT_THAT(with_credential("AKIDEXAMPLE/20150830/service/aws4_request").message,
              HasSubstr("Credential must have exactly 5 slash-delimited elements"));
  EXPECT_EQ(with_credential("AKIDEXAMPLE/20150830/us-east-1/service/aws4"),
            (base::Error{ErrorCode::kInvalidSignature,
                         "Credential should be scoped with a valid terminator: 'aws4_request', "
                         "not 'aws4'."}));
  EXPECT_EQ(with_credential("AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request"),
            (base::Error{ErrorCode::kInvalidSignature,
                         "Credential should be scoped to correct service: 'service'."}));
  EXPECT_EQ(with_credential("AKIDEXAMPLE/20150831/us-east-1/service/aws4_request").message,
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            "HTTP: '20150831' != '20150830', from '20150830T123600Z'.");
  EXPECT_EQ(with_credential("SOMEBODY/20150830/us-east-1/service/aws4_request"),
            (base::Error{ErrorCode::kUnrecognizedClient,
                         "The security token included in the request is invalid."}));
}

TEST_F(VerifySignature, SaysWhoSigned) {
  EXPECT_EQ(verify(vanilla_).value(), (CredentialScope{"AKIDEXAMPLE", "us-east-1"}));
  vanilla_.target += "?X-Amz-Credential=222222222222/20150830/us-east-1/service/aws4_request";
  EXPECT_EQ(credential_scope(vanilla_)->access_key, "AKIDEXAMPLE");
}

// Such a scope could be read by nobody else, and the caller would be somebody else.
TEST_F(VerifySignature, ARegionIsOneThatAnArnCanHave) {
  for (const auto* const region : {"US_X", "us-east-1-and-so-much-more", ""}) {
    header("Authorization") = fmt::format(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/{}/service/aws4_request, "
        "SignedHeaders=host;x-amz-date;content-type, Signature=0",
        region);
    EXPECT_THAT(refusal(vanilla_), HasSubstr("Credential should be scoped to a valid region."));
  }
}

TEST_F(VerifySignature, ATimeIsInBasicFormat) {
  for (const auto* const time : {"Sun, 30 Aug 2015 12:36:00 GMT", "20150830T126000Z", "2015"}) {
    header("X-Amz-Date") = time;
    EXPECT_THAT(refusal(vanilla_), HasSubstr("Date must be in ISO-8601 'basic format'")) << time;
  }
}

TEST_F(VerifySignature, ClocksMayDifferByFiveMinutes) {
  const auto signed_at = now_;
  for (const auto skew : {-kClockSkewMax, kClockSkewMax}) {
    now_ = signed_at + skew;
    EXPECT_EQ(refusal(vanilla_), "verified");
  }
  now_ = signed_at + kClockSkewMax + 1s;
  EXPECT_EQ(verify(vanilla_).error(),
            (base::Error{ErrorCode::kInvalidSignature,
                         "Signature expired: 20150830T123600Z is now earlier than "
                         "20150830T123601Z (20150830T124101Z - 5 min.)"}));
  now_ = signed_at - kClockSkewMax - 1s;
  EXPECT_EQ(verify(vanilla_).error().message,
            "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z "
            "(20150830T123059Z + 5 min.)");
}

TEST_F(VerifySignature, APresignedUrlLivesAsLongAsItSays) {
  const auto request = to_request(case_named("get-vanilla-presigned"));
  now_ += 1h;
  EXPECT_EQ(refusal(request), "verified");
  now_ += 1s;
  EXPECT_EQ(verify(request).error().message,
            "Signature expired: 20150830T133600Z is now earlier than 20150830T133601Z");
  auto changed = request;
  changed.target.replace(changed.target.find("3600&"), 5, "3601&");
  expect_mismatch(changed, "lifetime");
  changed = request;
  const std::string longest = std::to_string(kPresignedLifetimeMax.count()) + "&";
  EXPECT_EQ(longest, "604800&");
  changed.target.replace(changed.target.find("3600&"), 5, longest);
  expect_mismatch(changed, "the longest lifetime");
  for (const auto* const lifetime : {"0&", "604801&", "-1&", "1h&", "&"}) {
    changed = request;
    changed.target.replace(changed.target.find("3600&"), 5, lifetime);
    EXPECT_EQ(verify(changed).error().code, ErrorCode::kIncompleteSignature) << lifetime;
  }
}

TEST_F(VerifySignature, TheSessionTokenBelongsToTheKey) {
  const auto request = to_request(case_named("get-session-token"));
  EXPECT_THAT(refusal(request), HasSubstr("security token included in the request is invalid"));
  EXPECT_THAT(refusal(request, "another"), HasSubstr("security token included in the request"));
  EXPECT_THAT(refusal(vanilla_, "one"), HasSubstr("security token included in the request"));
}

TEST_F(VerifySignature, HostAndHeadersOfAwsMustBeSigned) {
  vanilla_.headers.push_back({"x-amz-more", "1"});
  EXPECT_THAT(refusal(vanilla_), HasSubstr("'x-amz-more' must be a 'SignedHeader'"));
  vanilla_.headers.pop_back();
  auto& authorization = header("Authorization");
  authorization.replace(authorization.find("host;"), 5, "");
  EXPECT_THAT(refusal(vanilla_), HasSubstr("'Host' or ':authority' must be a 'SignedHeader'"));
}

TEST_F(VerifySignature, SoManyHeadersCanBeSigned) {
  std::string names = "host";
  for (std::size_t at = 0; at < base::limits::kSignedHeadersMax; ++at) names += ";a";
  header("Authorization") =
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
      "Signature=0, SignedHeaders=" +
      names;
  EXPECT_THAT(refusal(vanilla_), HasSubstr("at most 100 headers"));
}

}  // namespace
}  // namespace flows::wire
