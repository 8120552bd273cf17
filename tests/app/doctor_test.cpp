#include "app/doctor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace flows::app {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

// An environment without problems.
const net::Environment kGood = {{"AWS_ENDPOINT_URL", "http://localhost:8484/base/"},
                                {"AWS_REGION", "us-east-1"},
                                {"AWS_DEFAULT_REGION", "us-east-1"},
                                {"AWS_ACCESS_KEY_ID", "any"},
                                {"AWS_SECRET_ACCESS_KEY", "hush"},
                                {"HOME", "/home/me"}};

net::Environment with(net::Environment more) {
  net::Environment environment = kGood;
  for (auto& [name, value] : more) environment[name] = std::move(value);
  return environment;
}

const wire::Response kHealthy{.status = 200, .body = R"({"status":"ok"})"};
const wire::Response kNoFlows{.status = 200, .body = R"({"flowSummaries":[]})"};
const wire::Response kOneFlow{.status = 200, .body = R"({"flowSummaries":[{}]})"};

// What the doctor is told is the world: servers, files, an environment.
class Doctor : public ::testing::Test {
 protected:
  // The exit code and what was written.
  std::pair<int, std::string> run(const net::Environment& environment,
                                  DoctorScope scope = DoctorScope::kClient) {
    std::ostringstream out;
    const net::AwsSettings settings{
        .environment = environment,
        .read_file =
            [this](const std::filesystem::path& file) -> base::Result<std::optional<std::string>> {
          const auto found = files_.find(file.string());
          return found == files_.end() ? std::nullopt : std::optional(found->second);
        }};
    const DoctorTools tools{
        .fetch = [this](const net::HttpRequest& request,
                        const auto& ca_file) { return respond(request, ca_file); },
        .speaks_http2 = [this](const net::Url&) { return http2_; }};
    const int code = run_doctor(settings, tools, scope, out);
    return {code, out.str()};
  }

  std::string text(const net::Environment& environment) { return run(environment).second; }

  base::Result<wire::Response> respond(const net::HttpRequest& request,
                                       const std::optional<std::filesystem::path>& ca_file) {
    requests_.push_back(request);
    if (request.url.is_https && ca_file != trusted_) {
      return base::Error{base::ErrorCode::kDependencyFailed, "It is not trusted."};
    }
    if (request.url.path.ends_with("/_local/health")) return health_;
    if (request.url.path.ends_with("/_local/state")) return state_;
    return flows_;
  }

  std::map<std::string, std::string> files_;
  base::Result<wire::Response> health_ = kHealthy;
  base::Result<wire::Response> flows_ = kOneFlow;
  base::Result<wire::Response> state_ = wire::Response{.status = 200, .body = "{}"};
  base::Result<bool> http2_ = true;
  std::optional<std::filesystem::path> trusted_;  // of the bundles; nullopt: the system's
  std::vector<net::HttpRequest> requests_;
};

TEST_F(Doctor, FindsTwoHealthyServices) {
  const auto [code, text] = run(kGood);
  EXPECT_EQ(code, 0);
  EXPECT_EQ(text,
            "bedrock-agent: http://localhost:8484/base/ (from AWS_ENDPOINT_URL)\n"
            "  ok: a bedrock-flows-local responds there\n"
            "  ok: it speaks HTTP/1.1 and HTTP/2 (with prior knowledge)\n"
            "bedrock-agent-runtime: http://localhost:8484/base/ (from AWS_ENDPOINT_URL)\n"
            "  ok: a bedrock-flows-local responds there\n"
            "  ok: it speaks HTTP/1.1 and HTTP/2 (with prior knowledge)\n");
  EXPECT_EQ(requests_[0].url, net::parse_url("http://localhost:8484/base/_local/health").value());
}

TEST_F(Doctor, AHealthCheckSendsNothingElse) {
  flows_ = kNoFlows;
  const auto [code, text] = run(with({{"AWS_PROFILE", "gone"}}), DoctorScope::kHealth);
  EXPECT_EQ(code, 0) << text;
  ASSERT_EQ(requests_.size(), 2U);
  for (const net::HttpRequest& request : requests_) {
    EXPECT_EQ(request.url.path, "/base/_local/health");
  }
  health_ = wire::Response{.status = 503, .body = R"({"status":"starting"})"};
  EXPECT_EQ(run(kGood, DoctorScope::kHealth).first, 1);
}

TEST_F(Doctor, PrefersTheVariableOfTheService) {
  const auto [code, text] = run(with({{"AWS_ENDPOINT_URL_BEDROCK_AGENT", "http://own.example"}}));
  EXPECT_EQ(code, 0);
  EXPECT_EQ(requests_[0].url, net::parse_url("http://own.example/_local/health").value());
  EXPECT_EQ(requests_[1].url.host, "localhost");
  EXPECT_THAT(text,
              AllOf(HasSubstr("note: AWS_ENDPOINT_URL leads to http://localhost:8484/base/ and "
                              "does not count here, since AWS_ENDPOINT_URL_BEDROCK_AGENT "
                              "comes first\n"),
                    HasSubstr("warning: the two services lead to different servers")));
}

TEST_F(Doctor, SaysThatTheRealAwsWouldBeReached) {
  const auto [code, text] = run(with({{"AWS_ENDPOINT_URL", ""}}));
  EXPECT_EQ(code, 1);
  EXPECT_THAT(text, HasSubstr("bedrock-agent-runtime: the real AWS\n  problem: neither "));
  EXPECT_TRUE(requests_.empty());
}

TEST_F(Doctor, ReadsTheConfigFile) {
  files_["/home/me/.aws/config"] =
      "[default]\nregion = eu-west-1\nservices = l\n[services l]\n"
      "bedrock_agent =\n  endpoint_url = http://localhost:1\n"
      "bedrock_agent_runtime =\n  endpoint_url = http://127.0.0.1:1\n";
  const auto [code, text] =
      run(with({{"AWS_ENDPOINT_URL", ""}, {"AWS_REGION", ""}, {"AWS_DEFAULT_REGION", ""}}));
  EXPECT_EQ(code, 0) << text;
  EXPECT_THAT(text, AllOf(HasSubstr("bedrock-agent: http://localhost:1 (from "
                                    "bedrock_agent.endpoint_url of [services l] in "
                                    "/home/me/.aws/config)\n"),
                          Not(HasSubstr("warning")), Not(HasSubstr("note"))));
}

TEST_F(Doctor, SaysWhatMakesTheEndpointsUseless) {
  const auto [code, text] = run(with({{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"}}));
  EXPECT_EQ(code, 1);
  EXPECT_THAT(text, HasSubstr("problem: AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true"));
}

TEST_F(Doctor, SaysWhatIsWrongWithAnEndpoint) {
  EXPECT_THAT(text(with({{"AWS_ENDPOINT_URL", "localhost:8484"}})),
              HasSubstr("problem: localhost:8484 is no http:// or https:// URL."));
  EXPECT_THAT(text(with({{"AWS_ENDPOINT_URL", "http://me:hush@localhost"}})),
              Not(HasSubstr("hush")));
  health_ = wire::Response{.status = 200, .body = R"({"services":{}})"};  // another emulator's
  EXPECT_THAT(text(kGood),
              AllOf(HasSubstr("problem: /_local/health gives 200, so this is no bedrock-flows"),
                    HasSubstr("note: AWS_ENDPOINT_URL is for all services of AWS")));
  health_ = base::Error{base::ErrorCode::kDependencyFailed, "Nobody is there."};
  EXPECT_EQ(run(kGood).first, 1);
  EXPECT_THAT(text(kGood), HasSubstr("problem: Nobody is there."));
}

TEST_F(Doctor, WarnsWhereHttp2IsMissing) {
  http2_ = false;
  const auto [code, text] = run(kGood);
  EXPECT_EQ(code, 0);
  EXPECT_THAT(text, HasSubstr("warning: it speaks HTTP/1.1 but no HTTP/2"));
}

TEST_F(Doctor, SaysWhatKeptTheProbeForHttp2FromItsResult) {
  http2_ = base::Error{base::ErrorCode::kDependencyFailed, "It took too long."};
  const auto [code, text] = run(kGood);
  EXPECT_EQ(code, 0);
  EXPECT_THAT(text,
              AllOf(HasSubstr("cannot be told: It took too long.\n"), Not(HasSubstr("no HTTP/2"))));
}

TEST_F(Doctor, SaysWhoTrustsACertificate) {
  const auto secure = [](net::Environment more) {
    more.emplace("AWS_ENDPOINT_URL", "https://localhost:8484");
    return with(std::move(more));
  };
  EXPECT_THAT(text(secure({})), AllOf(HasSubstr("with a certificate that the system trusts\n"),
                                      HasSubstr("ok: it speaks TLS with HTTP/1.1 and HTTP/2")));
  trusted_ = "/tls/authority.pem";
  const auto untrusted = run(secure({}));
  EXPECT_EQ(untrusted.first, 1);
  EXPECT_THAT(untrusted.second,
              AllOf(HasSubstr("warning: AWS_CA_BUNDLE is not set, so Python and the AWS CLI will "
                              "not trust it: It is not trusted."),
                    HasSubstr("warning: NODE_EXTRA_CA_CERTS is not set, so JavaScript"),
                    HasSubstr("problem: no client can call it")));
  const auto both =
      run(secure({{"AWS_CA_BUNDLE", "/tls/authority.pem"}, {"NODE_EXTRA_CA_CERTS", "/wrong.pem"}}));
  EXPECT_EQ(both.first, 1);
  EXPECT_THAT(both.second, AllOf(HasSubstr("ok: a bedrock-flows-local responds there, and "
                                           "AWS_CA_BUNDLE=/tls/authority.pem makes"),
                                 HasSubstr("problem: NODE_EXTRA_CA_CERTS=/wrong.pem does not")));
  files_["/home/me/.aws/config"] = "[default]\nca_bundle = /tls/authority.pem\n";
  EXPECT_THAT(text(secure({})), HasSubstr("and ca_bundle of the profile=/tls/authority.pem"));
  flows_ = wire::Response{.status = 403, .body = R"({"message":"No."})"};
  EXPECT_THAT(text(secure({})), HasSubstr("problem: in us-east-1 the server refuses"));
  flows_ = base::Error{base::ErrorCode::kDependencyFailed, "It was silent."};
  EXPECT_THAT(text(secure({})),
              HasSubstr("warning: whether there are flows in us-east-1 cannot be told: It was"));
}

// Python's own bundle and the built-in one of Node know nothing of the system's.
TEST_F(Doctor, TrustOfTheSystemIsNotThatOfAllClients) {
  const auto secure = [](net::Environment more) {
    more.emplace("AWS_ENDPOINT_URL", "https://localhost:8484");
    return with(std::move(more));
  };
  EXPECT_THAT(text(secure({})),
              AllOf(HasSubstr("warning: AWS_CA_BUNDLE is not set, so Python and the AWS CLI will "
                              "trust it only if the authority is a public one"),
                    HasSubstr("warning: NODE_EXTRA_CA_CERTS is not set, so JavaScript will")));
  flows_ = wire::Response{.status = 403, .body = R"({"message":"No."})"};
  EXPECT_THAT(text(secure({{"NODE_EXTRA_CA_CERTS", "/unrelated.pem"}})),
              HasSubstr("problem: in us-east-1 the server refuses"));
  flows_ = kOneFlow;
  const auto unrelated = run(secure({{"NODE_EXTRA_CA_CERTS", "/unrelated.pem"}}));
  EXPECT_EQ(unrelated.first, 0) << unrelated.second;
  EXPECT_THAT(unrelated.second, HasSubstr("note: NODE_EXTRA_CA_CERTS=/unrelated.pem does not make "
                                          "JavaScript trust it (It is not trusted.), so it will"));
}

TEST_F(Doctor, SaysThatTlsIsNotServed) {
  http2_ = base::Error{base::ErrorCode::kDependencyFailed, "No TLS."};
  const auto [code, text] = run(with({{"AWS_ENDPOINT_URL", "https://localhost:8484"}}));
  EXPECT_EQ(code, 1);
  EXPECT_THAT(text, HasSubstr("problem: No TLS. Is TLS served there?"));
}

TEST_F(Doctor, SaysWhatAClientWouldMiss) {
  EXPECT_THAT(text(with({{"AWS_REGION", ""}})), HasSubstr("note: AWS_REGION is not set"));
  EXPECT_THAT(text(with({{"AWS_REGION", "eu-west-1"}})),
              HasSubstr("warning: AWS_REGION is eu-west-1 and AWS_DEFAULT_REGION"));
  EXPECT_THAT(text(with({{"AWS_ACCESS_KEY_ID", ""}, {"AWS_SECRET_ACCESS_KEY", ""}})),
              HasSubstr("note: There are no AWS credentials: AWS_ACCESS_KEY_ID is not set"));
  const auto [code, text] = run(with({{"AWS_PROFILE", "gone"}}));
  EXPECT_EQ(code, 1);
  EXPECT_THAT(text, HasSubstr("problem: AWS_PROFILE is gone, and no file has a profile"));
}

TEST_F(Doctor, MissesCredentialsThatNoFileHas) {
  const auto of_config = [this](const std::string& text) {
    files_["/home/me/.aws/config"] = "[default]\n" + text;
    return run(with({{"AWS_ACCESS_KEY_ID", ""}, {"AWS_SECRET_ACCESS_KEY", ""}}));
  };
  const auto missing = of_config("region = us-east-1\n");
  EXPECT_EQ(missing.first, 0);
  EXPECT_THAT(missing.second, HasSubstr("note: There are no AWS credentials"));
  EXPECT_THAT(of_config("role_arn = x\n").second, Not(HasSubstr("note")));
  const auto half = of_config("aws_access_key_id = x\n");
  EXPECT_EQ(half.first, 1);
  EXPECT_THAT(half.second, HasSubstr("problem: The profile [default] of /home/me/.aws/config has no"
                                     " aws_secret_access_key."));
}

TEST_F(Doctor, SaysOnceThatAFileIsRefused) {
  files_["/home/me/.aws/credentials"] = "[default]\nregion = x\n[default]\n";
  for (const DoctorScope scope : {DoctorScope::kClient, DoctorScope::kHealth}) {
    const auto [code, text] = run(kGood, scope);
    EXPECT_EQ(code, 1);
    EXPECT_EQ(text,
              "problem: /home/me/.aws/credentials: line 3: [default] comes twice, first in line 1; "
              "Python's SDK and the AWS CLI refuse the whole file\n");
  }
}

TEST_F(Doctor, SaysWhichVariableNamesTheProfile) {
  files_["/home/me/.aws/config"] = "[profile a]\n[profile b]\n[c]\n";
  files_["/home/me/.aws/credentials"] = "[profile d]\n";
  EXPECT_THAT(text(with({{"AWS_DEFAULT_PROFILE", "a"}})),
              HasSubstr("note: AWS_DEFAULT_PROFILE is set, which boto3 reads, and AWS_PROFILE is "
                        "not, which other SDKs read\n"));
  EXPECT_THAT(text(with({{"AWS_DEFAULT_PROFILE", "a"}, {"AWS_PROFILE", "b"}})),
              HasSubstr("warning: AWS_DEFAULT_PROFILE, which boto3 reads first, is a, and "
                        "AWS_PROFILE, which other SDKs read, is b\n"));
  EXPECT_THAT(text(with({{"AWS_DEFAULT_PROFILE", ""}, {"AWS_PROFILE", "b"}})),
              HasSubstr("problem: AWS_DEFAULT_PROFILE is set but empty, and boto3 refuses"));
  EXPECT_THAT(text(with({{"AWS_PROFILE", "c"}})),
              HasSubstr("problem: AWS_PROFILE is c, and no file has a profile of that name; in "
                        "/home/me/.aws/config, [c] has to be [profile c]\n"));
  EXPECT_THAT(text(with({{"AWS_PROFILE", "d"}})),
              HasSubstr("; in /home/me/.aws/credentials, [profile d] has to be [d]\n"));
}

TEST_F(Doctor, SaysThatANamedFileIsNotThere) {
  files_["/there"] = "";
  const auto [code, text] =
      run(with({{"AWS_CONFIG_FILE", "~/gone"}, {"AWS_SHARED_CREDENTIALS_FILE", "/there"}}));
  EXPECT_EQ(code, 0);
  EXPECT_THAT(text, EndsWith("note: AWS_CONFIG_FILE leads to /home/me/gone, which is no file, so "
                             "SDKs go on without it\n"));
}

TEST_F(Doctor, SeesProxiesThatWouldCatchTheCalls) {
  const auto proxied = [this](net::Environment environment) {
    const auto [code, text] = run(with(std::move(environment)));
    EXPECT_EQ(code, 0);  // not every client uses it
    return text.find("through a proxy") != std::string::npos;
  };
  EXPECT_TRUE(proxied({{"HTTP_PROXY", "http://proxy"}}));
  EXPECT_TRUE(proxied({{"http_proxy", "http://proxy"}, {"no_proxy", "example.com"}}));
  EXPECT_TRUE(proxied({{"ALL_PROXY", "http://proxy"}, {"NO_PROXY", "127.0.0.1"}}));
  EXPECT_FALSE(proxied({{"HTTPS_PROXY", "http://proxy"}}));
  for (const char* exempt : {"*", "x, localhost", "LOCALHOST", ".localhost", "localhost:8484"}) {
    EXPECT_FALSE(proxied({{"HTTP_PROXY", "http://proxy"}, {"NO_PROXY", exempt}})) << exempt;
  }
}

TEST_F(Doctor, SaysWhoReadsTheVariableOfAProxy) {
  EXPECT_THAT(text(with({{"HTTP_PROXY", "http://proxy"}})),
              HasSubstr("for example those of boto3 and the AWS CLI: add"));
  EXPECT_THAT(text(with({{"ALL_PROXY", "http://proxy"}})),
              HasSubstr("for example those of curl (boto3 and the AWS CLI do not read it): add"));
}

TEST_F(Doctor, SaysWhereThereAreFlowsIfAClientSeesNone) {
  flows_ = kNoFlows;
  EXPECT_THAT(text(kGood), Not(HasSubstr("warning")));
  state_ = wire::Response{
      .status = 200,
      .body = R"({"tables":{"flow":{"columns":["account","region","id"],"rows":[)"
              R"(["123456789012","eu-west-1","A"],["123456789012","eu-west-1","B"]]}}})"};
  const auto [code, text] = run(kGood);
  EXPECT_EQ(code, 0);
  EXPECT_THAT(text, HasSubstr("warning: this client sees no flows in us-east-1, but the server has "
                              "2 in eu-west-1 (account 123456789012)"));
  const net::HttpRequest& list = requests_[requests_.size() - 2];
  EXPECT_EQ(list.url, net::parse_url("http://localhost:8484/base/flows/?maxResults=1").value());
  EXPECT_THAT(list.headers, ::testing::Contains(::testing::Field(
                                &wire::Header::value, HasSubstr("/us-east-1/bedrock/"))));
}

TEST_F(Doctor, SaysThatTheServerRefusesAClient) {
  flows_ = wire::Response{.status = 403, .body = R"({"message":"The key is unknown."})"};
  const auto [code, text] = run(kGood);
  EXPECT_EQ(code, 1);
  EXPECT_THAT(text, EndsWith("problem: in us-east-1 the server refuses a client to list its flows: "
                             "403 The key is unknown.\n"));
}

TEST_F(Doctor, SurvivesAStateThatIsNone) {
  flows_ = kNoFlows;
  for (const char* body :
       {"", "[]", R"({"tables":{"flow":{"columns":["id"],"rows":[["x"]]}}})",
        R"({"tables":{"flow":{"columns":["account","region"],"rows":[[1,2]]}}})"}) {
    state_ = wire::Response{.status = 200, .body = body};
    EXPECT_THAT(text(kGood), Not(HasSubstr("warning"))) << body;
  }
}

}  // namespace
}  // namespace flows::app
