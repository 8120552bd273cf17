#include "app/doctor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "support/fake_http_client.h"

namespace flows::app {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// An environment without problems.
const net::Environment kGood = {{"AWS_ENDPOINT_URL", "http://localhost:8484/base/"},
                                {"AWS_REGION", "us-east-1"},
                                {"AWS_DEFAULT_REGION", "us-east-1"},
                                {"AWS_PROFILE", "test"}};

net::Environment with(const std::string& name, const std::string& value) {
  net::Environment environment = kGood;
  environment[name] = value;
  return environment;
}

class Doctor : public ::testing::Test {
 protected:
  // The exit code and what was written.
  std::pair<int, std::string> run(const net::Environment& environment) {
    std::ostringstream out;
    const int code = run_doctor(environment, client_, out);
    return {code, out.str()};
  }

  base::Result<wire::Response> response_ = wire::Response{.status = 200};
  testing::FakeHttpClient client_{[this](const net::HttpRequest&) { return response_; }};
};

TEST_F(Doctor, FindsTwoHealthyServices) {
  const auto [code, text] = run(kGood);
  EXPECT_EQ(code, 0);
  EXPECT_THAT(text, AllOf(HasSubstr("ok: a bedrock-flows-local responds there"),
                          Not(HasSubstr("problem")), Not(HasSubstr("note"))));
  ASSERT_EQ(client_.requests().size(), 2U);
  EXPECT_EQ(client_.requests()[0].url,
            net::parse_url("http://localhost:8484/base/_local/health").value());
}

TEST_F(Doctor, PrefersTheVariableOfTheService) {
  EXPECT_EQ(run(with("AWS_ENDPOINT_URL_BEDROCK_AGENT", "https://own.example")).first, 0);
  EXPECT_EQ(client_.requests()[0].url, net::parse_url("https://own.example/_local/health").value());
  EXPECT_EQ(client_.requests()[1].url.host, "localhost");
}

TEST_F(Doctor, SaysThatTheRealAwsWouldBeReached) {
  const auto [code, text] = run(with("AWS_ENDPOINT_URL", ""));
  EXPECT_EQ(code, 1);
  EXPECT_THAT(text, HasSubstr("bedrock-agent-runtime: the real AWS\n  problem: neither "));
  EXPECT_TRUE(client_.requests().empty());
}

TEST_F(Doctor, SaysWhatIsWrongWithAnEndpoint) {
  EXPECT_THAT(run(with("AWS_ENDPOINT_URL", "localhost:8484")).second,
              HasSubstr("problem: localhost:8484 is no http:// or https:// URL."));
  response_ = wire::Response{.status = 503};
  EXPECT_THAT(run(kGood).second, HasSubstr("problem: /_local/health gives 503"));
  response_ = base::Error{base::ErrorCode::kDependencyFailed, "Nobody is there."};
  EXPECT_EQ(run(kGood).first, 1);
  EXPECT_THAT(run(kGood).second, HasSubstr("problem: Nobody is there."));
}

TEST_F(Doctor, SaysWhatAClientWouldMiss) {
  EXPECT_THAT(run(with("AWS_REGION", "")).second, HasSubstr("note: AWS_REGION is not set"));
  EXPECT_THAT(run(with("AWS_PROFILE", "")).second, HasSubstr("note: no credentials"));
  const auto [code, text] = run(with("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"));
  EXPECT_EQ(code, 1);
  EXPECT_THAT(text, HasSubstr("problem: AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true"));
}

}  // namespace
}  // namespace flows::app
