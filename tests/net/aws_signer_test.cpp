#include "net/aws_signer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "base/json.h"
#include "wire/signature.h"
#include "wire/timestamp.h"

namespace flows::net {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const AwsCredentials kCredentials{.access_key = "AKIDEXAMPLE",
                                  .secret_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"};

base::TimePoint time_of_signing() {
  return wire::parse_compact_timestamp("20150830T123600Z").value();
}

// Requests that botocore signed; see make_cases.py beside the files.
base::Json signed_requests(const std::string& file) {
  std::ifstream in(FLOWS_SOURCE_DIR "/tests/golden/signatures/" + file);
  std::stringstream text;
  text << in.rdbuf();
  return base::parse_json(text.str()).value();
}

std::string header_of(const HttpRequest& request, std::string_view name) {
  const wire::Request message{.method = "", .target = "", .headers = request.headers, .body = ""};
  const std::string* const value = message.header(name);
  return value == nullptr ? "" : *value;
}

// The request of a case, without what signing adds.
HttpRequest unsigned_request(const base::Json& one) {
  HttpRequest request{.method = one["method"], .url = {}, .headers = {}, .body = one["body"]};
  request.url.host = "example.amazonaws.com";
  const auto target = one["target"].get<std::string>();
  const std::size_t question = std::min(target.find('?'), target.size());
  request.url.path = target.substr(0, question);
  request.url.query = target.substr(std::min(question + 1, target.size()));
  for (const auto& header : one["headers"]) {
    const auto name = header[0].get<std::string>();
    if (name == "Host" || name == "X-Amz-Date" || name == "X-Amz-Security-Token" ||
        name == "X-Amz-Content-SHA256" || name == "Authorization") {
      continue;
    }
    request.headers.push_back({name, header[1]});
  }
  return request;
}

void expect_same_signatures(const std::string& file, const SigningScope& scope) {
  int compared = 0;
  for (const auto& one : signed_requests(file)) {
    const auto name = one["name"].get<std::string>();
    // A presigned URL has its signature in the query; an unsigned payload is not signed here.
    if (name.ends_with("-presigned") || name == "post-unsigned-payload") continue;
    SCOPED_TRACE(name);
    HttpRequest request = unsigned_request(one);
    AwsCredentials credentials = kCredentials;
    if (one.contains("token")) credentials.session_token = one["token"];
    ASSERT_TRUE(sign(request, credentials, scope, time_of_signing()));
    std::string expected;
    for (const auto& header : one["headers"]) {
      if (header[0] == "Authorization") expected = header[1];
    }
    EXPECT_EQ(header_of(request, "Authorization"), expected);
    ++compared;
  }
  EXPECT_GT(compared, 5);
}

TEST(Sign, AgreesWithBotocore) { expect_same_signatures("cases.json", {"us-east-1", "service"}); }

TEST(Sign, AgreesWithBotocoreAboutS3) {
  expect_same_signatures("s3_cases.json", {"us-east-1", "s3"});
}

TEST(Sign, IsWhatWireVerifies) {
  HttpRequest request{.method = "POST",
                      .url = parse_url("http://localhost:8484/flows/?a=b+c").value(),
                      .headers = {{"Content-Type", "application/json"}, {"User-Agent", "x"}},
                      .body = "{}"};
  AwsCredentials credentials = kCredentials;
  credentials.session_token = "token";
  ASSERT_TRUE(sign(request, credentials, {"eu-west-1", "bedrock"}, time_of_signing()));
  const wire::Request sent{.method = request.method,
                           .target = request.url.target(),
                           .headers = request.headers,
                           .body = request.body};
  const wire::Credentials known = {
      {credentials.access_key, {credentials.secret_key, credentials.session_token}}};
  const auto verified = wire::verify_signature(sent, known, time_of_signing());
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_EQ(verified->region, "eu-west-1");
}

TEST(Sign, LeavesOutWhatIsChangedOnTheWay) {
  HttpRequest request{.url = parse_url("http://localhost/").value(),
                      .headers = {{"User-Agent", "x"}, {"Connection", "close"}}};
  ASSERT_TRUE(sign(request, kCredentials, {"us-east-1", "bedrock"}, time_of_signing()));
  EXPECT_THAT(header_of(request, "Authorization"), HasSubstr("SignedHeaders=host;x-amz-date,"));
}

TEST(Sign, SendsNoSecret) {
  HttpRequest request{.url = parse_url("http://localhost/").value()};
  ASSERT_TRUE(sign(request, kCredentials, {"us-east-1", "bedrock"}, time_of_signing()));
  for (const wire::Header& header : request.headers) {
    EXPECT_THAT(header.value, Not(HasSubstr(kCredentials.secret_key))) << header.name;
  }
}

TEST(Sign, SaysThatATargetIsMalformed) {
  HttpRequest request;
  request.url.path = "/%zz";
  EXPECT_FALSE(sign(request, kCredentials, {"us-east-1", "bedrock"}, time_of_signing()));
}

}  // namespace
}  // namespace flows::net
