#include "http/browser_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flows::http {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

wire::Request request_with(std::vector<wire::Header> headers, std::string method = "POST") {
  wire::Request request;
  request.method = std::move(method);
  request.target = "/flows/";
  request.headers = std::move(headers);
  return request;
}

bool passes(std::vector<wire::Header> headers, const BrowserRules& rules = {}) {
  return !judge_browser(request_with(std::move(headers)), rules).response.has_value();
}

TEST(JudgeBrowser, ARequestOfAnSdkIsNotTouched) {
  const GuardVerdict verdict = judge_browser(request_with({{"Host", "localhost:8484"}}), {});
  EXPECT_FALSE(verdict.response);
  EXPECT_THAT(verdict.headers, IsEmpty());
}

// Over plain http, a page under a rebound name sends nothing but its name.
TEST(JudgeBrowser, WhoeverAsksMustKnowANameThatOnlyTheUserCanHavePointedHere) {
  for (const char* host : {"localhost",
                           "LOCALHOST:8484",
                           "localhost.",
                           "flows.localhost",
                           "a.b.LocalHost.:1",
                           "127.0.0.1:8484",
                           "127.0.0.53",
                           "127.1:8484",
                           "0x7f.0.0.1",
                           "127.0.0.1.",
                           "192.168.1.7",
                           "[::1]:8484",
                           "[fe80::1%eth0]:8484",
                           "[fe80::1%25eth0]",
                           "[::ffff:127.0.0.1]",
                           "flows",
                           "flows:8484",
                           "bedrock_flows-1",
                           "Flows.",
                           "host.docker.internal:8484",
                           "Host.Containers.Internal"}) {
    EXPECT_TRUE(passes({{"Host", host}})) << host;
  }
  for (const char* host : {"evil.example",
                           "evil.example:8484",
                           "EVIL.example.",
                           "localhost.evil.example",
                           "127.0.0.1.nip.io",
                           "notlocalhost.example",
                           "bedrock-agent.us-east-1.amazonaws.com",
                           "flows.default.svc.cluster.local",
                           "x.host.docker.internal",
                           "",
                           ".",
                           ":8484",
                           "localhost:",
                           "localhost:x",
                           "user@localhost",
                           "user:pass@localhost",
                           "user@flows",
                           "local%68ost",
                           "flows%2eexample",
                           "evil.example/.localhost",
                           "evil.example#.localhost",
                           "a b",
                           "flows,x",
                           "localhost, localhost",
                           "[::1",
                           "[]",
                           "[::1]x",
                           "[evil.example]",
                           "[fe80::1%]",
                           "::1",
                           ".localhost",
                           "evil.example%00.localhost",
                           "127.0.0.1 evil.example",
                           "b\xC3\xBC"
                           "cher"}) {
    EXPECT_FALSE(passes({{"Host", host}})) << host;
  }
}

TEST(JudgeBrowser, EveryMethodIsJudgedByTheHost) {
  for (const char* method : {"GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "BREW"}) {
    const auto verdict = judge_browser(request_with({{"Host", "evil.example"}}, method), {});
    ASSERT_TRUE(verdict.response) << method;
    EXPECT_EQ(verdict.response->status, 403);
    EXPECT_THAT(verdict.response->body, HasSubstr("'evil.example'"));
    EXPECT_THAT(verdict.response->body, HasSubstr("--allow-host"));
  }
}

TEST(JudgeBrowser, AHostThatTheUserAllowsIsServedToEveryone) {
  BrowserRules rules;
  rules.allow_hosts = {"Flows.Test", "dot.test."};
  for (const char* host : {"flows.test", "FLOWS.TEST:8484", "flows.test.", "dot.test"}) {
    EXPECT_TRUE(passes({{"Host", host}}, rules)) << host;
  }
  for (const char* host : {"x.flows.test", "flows.test.evil.example", "flows.test@evil.example"}) {
    EXPECT_FALSE(passes({{"Host", host}}, rules)) << host;
  }
}

TEST(JudgeBrowser, ASingleLabelIsNoNameForAPage) {
  EXPECT_FALSE(passes({{"Host", "flows"}, {"Origin", "http://flows"}}));
  EXPECT_FALSE(passes({{"Host", "flows"}, {"Sec-Fetch-Site", "same-origin"}}));
}

TEST(JudgeBrowser, AListedOriginDoesNotMakeAHostAllowed) {
  BrowserRules rules;
  rules.cors_origins = {"http://app.test"};
  EXPECT_FALSE(passes({{"Host", "evil.example"}, {"Origin", "http://app.test"}}, rules));
}

TEST(JudgeBrowser, ATargetThatNamesAHostMustNameTheSame) {
  const auto status = [](std::string target, std::vector<wire::Header> headers) {
    wire::Request request = request_with(std::move(headers));
    request.target = std::move(target);
    const auto verdict = judge_browser(request, {});
    return verdict.response ? verdict.response->status : 200;
  };
  EXPECT_EQ(status("http://localhost:1/flows/", {{"Host", "LOCALHOST:1"}}), 200);
  EXPECT_EQ(status("http://evil.example/flows/", {{"Host", "localhost"}}), 400);
  EXPECT_EQ(status("HTTP://evil.example", {{"Host", "localhost"}}), 400);
  EXPECT_EQ(status("https://evil.example?x", {{"Host", "localhost"}}), 400);
  EXPECT_EQ(status("http://user@localhost/", {{"Host", "localhost"}}), 400);
  EXPECT_EQ(status("http://evil.example/", {{"Host", "evil.example"}}), 403);
  EXPECT_EQ(status("http://evil.example/", {}), 403);  // HTTP/1.0 needs no Host
  EXPECT_EQ(status("/flows/?next=http://evil.example/", {{"Host", "localhost"}}), 200);
}

TEST(JudgeBrowser, TheServersOwnPagesPass) {
  EXPECT_TRUE(passes({{"Host", "localhost:8484"}, {"Origin", "http://localhost:8484"}}));
  EXPECT_TRUE(passes({{"host", "127.0.0.1:8484"}, {"origin", "http://127.0.0.1:8484"}}));
  EXPECT_TRUE(passes({{"Host", "[::1]:8484"}, {"Origin", "http://[::1]:8484"}}));
  EXPECT_TRUE(passes({{"Host", "flows.localhost:1"}, {"Origin", "http://Flows.LocalHost:1"}}));
  EXPECT_TRUE(passes({{"Host", "192.168.1.7"}, {"Origin", "http://192.168.1.7"}}));
  EXPECT_TRUE(passes({{"Host", "localhost:8484"}, {"Sec-Fetch-Site", "same-origin"}}));
}

TEST(JudgeBrowser, TheDefaultPortMayBeLeftOut) {
  EXPECT_TRUE(passes({{"Host", "localhost:80"}, {"Origin", "http://localhost"}}));
  EXPECT_TRUE(passes({{"Host", "localhost"}, {"Origin", "https://localhost:443"}}));
  EXPECT_FALSE(passes({{"Host", "localhost:8484"}, {"Origin", "http://localhost"}}));
}

TEST(JudgeBrowser, AnAddressTypedByTheUserPasses) {
  EXPECT_TRUE(passes({{"Host", "localhost:8484"}, {"Sec-Fetch-Site", "none"}}));
}

TEST(JudgeBrowser, APageOfAnotherSiteIsRefused) {
  EXPECT_FALSE(passes({{"Host", "localhost:8484"}, {"Origin", "http://evil.example"}}));
  EXPECT_FALSE(passes({{"Host", "localhost:8484"}, {"Origin", "http://localhost:3000"}}));
  EXPECT_FALSE(passes({{"Host", "localhost:8484"}, {"Sec-Fetch-Site", "cross-site"}}));
  EXPECT_FALSE(passes({{"Host", "localhost:8484"}, {"Sec-Fetch-Site", "same-site"}}));
  EXPECT_FALSE(passes({{"Host", "localhost:8484"}, {"Origin", "chrome-extension://abc"}}));
  EXPECT_FALSE(passes({{"Host", "localhost:8484"}, {"Origin", ""}}));
}

TEST(JudgeBrowser, BothHeadersMustAgree) {
  EXPECT_FALSE(passes({{"Host", "localhost:8484"},
                       {"Origin", "https://localhost:8484"},
                       {"Sec-Fetch-Site", "cross-site"}}));
}

TEST(JudgeBrowser, ARefusalSaysWhyInJson) {
  const GuardVerdict verdict =
      judge_browser(request_with({{"Host", "localhost"}, {"Origin", "http://evil.example"}}), {});
  ASSERT_TRUE(verdict.response);
  EXPECT_EQ(verdict.response->status, 403);
  EXPECT_THAT(verdict.response->body, HasSubstr(R"({"message":)"));
}

TEST(JudgeBrowser, AForeignNameThatPointsHereIsRefused) {
  EXPECT_FALSE(passes({{"Host", "evil.example:8484"}, {"Origin", "http://evil.example:8484"}}));
  EXPECT_FALSE(passes({{"Host", "evil.example"}, {"Sec-Fetch-Site", "same-origin"}}));
  EXPECT_FALSE(passes({{"Host", "evil.example"}, {"Sec-Fetch-Site", "none"}}));
  EXPECT_FALSE(passes({{"Host", "notlocalhost"}, {"Origin", "http://notlocalhost"}}));
  EXPECT_FALSE(
      passes({{"Host", "localhost.evil.example"}, {"Origin", "http://localhost.evil.example"}}));
  EXPECT_FALSE(passes({{"Host", "127.0.0.1.nip.io"}, {"Origin", "http://127.0.0.1.nip.io"}}));
  EXPECT_FALSE(passes({{"Host", "[evil.example]"}, {"Origin", "http://[evil.example]"}}));
}

TEST(JudgeBrowser, AHostThatIsMissingDoubledOrMalformedIsRefused) {
  EXPECT_FALSE(passes({{"Sec-Fetch-Site", "same-origin"}}));
  EXPECT_FALSE(
      passes({{"Host", "localhost"}, {"Host", "localhost"}, {"Sec-Fetch-Site", "same-origin"}}));
  for (const char* host : {"", ":8484", "localhost:", "localhost:x", "[::1", "[]", "[::1]x"}) {
    EXPECT_FALSE(passes({{"Host", host}, {"Sec-Fetch-Site", "same-origin"}})) << host;
  }
}

TEST(JudgeBrowser, AHostThatTheUserVouchesForIsTrusted) {
  BrowserRules rules;
  rules.allow_hosts = {"flows.test"};
  EXPECT_TRUE(passes({{"Host", "flows.test:80"}, {"Origin", "http://flows.test"}}, rules));
  EXPECT_TRUE(passes({{"Host", "Flows.Test."}, {"Sec-Fetch-Site", "same-origin"}}, rules));
  EXPECT_FALSE(passes({{"Host", "x.flows.test"}, {"Origin", "http://x.flows.test"}}, rules));
}

TEST(JudgeBrowser, ANullOriginIsRefusedEvenIfListed) {
  BrowserRules rules;
  rules.cors_origins = {"null"};
  EXPECT_FALSE(passes({{"Host", "localhost"}, {"Origin", "null"}}, rules));
}

TEST(JudgeBrowser, TwoOriginsAreRefusedEvenIfListed) {
  BrowserRules rules;
  rules.cors_origins = {"http://app.test"};
  EXPECT_FALSE(passes(
      {{"Host", "localhost"}, {"Origin", "http://app.test"}, {"Origin", "http://evil.example"}},
      rules));
}

TEST(JudgeBrowser, AListedOriginPassesWithCorsHeaders) {
  BrowserRules rules;
  rules.cors_origins = {"http://app.test:3000"};
  const GuardVerdict verdict = judge_browser(request_with({{"Host", "localhost:8484"},
                                                           {"Origin", "http://app.test:3000"},
                                                           {"Sec-Fetch-Site", "cross-site"}}),
                                             rules);
  EXPECT_FALSE(verdict.response);
  EXPECT_THAT(verdict.headers,
              Contains(wire::Header{"Access-Control-Allow-Origin", "http://app.test:3000"}));
  EXPECT_THAT(verdict.headers, Contains(wire::Header{"Vary", "Origin"}));
}

TEST(JudgeBrowser, APreflightOfAListedOriginGetsItsResponse) {
  BrowserRules rules;
  rules.cors_origins = {"http://app.test"};
  const GuardVerdict verdict =
      judge_browser(request_with({{"Host", "localhost"},
                                  {"Origin", "http://app.test"},
                                  {"Access-Control-Request-Method", "PUT"},
                                  {"Access-Control-Request-Headers", "authorization,x-amz-date"},
                                  {"Access-Control-Request-Private-Network", "true"}},
                                 "OPTIONS"),
                    rules);
  ASSERT_TRUE(verdict.response);
  EXPECT_EQ(verdict.response->status, 204);
  const auto& headers = verdict.response->headers;
  EXPECT_THAT(headers, Contains(wire::Header{"Access-Control-Allow-Origin", "http://app.test"}));
  EXPECT_THAT(headers,
              Contains(wire::Header{"Access-Control-Allow-Headers", "authorization,x-amz-date"}));
  EXPECT_THAT(headers, Contains(wire::Header{"Access-Control-Allow-Methods",
                                             "GET, HEAD, POST, PUT, PATCH, DELETE"}));
  EXPECT_THAT(headers, Contains(wire::Header{"Access-Control-Allow-Private-Network", "true"}));
}

TEST(JudgeBrowser, APreflightOfAnotherOriginIsRefused) {
  const GuardVerdict verdict =
      judge_browser(request_with({{"Host", "localhost"},
                                  {"Origin", "http://evil.example"},
                                  {"Access-Control-Request-Method", "PUT"}},
                                 "OPTIONS"),
                    {});
  ASSERT_TRUE(verdict.response);
  EXPECT_EQ(verdict.response->status, 403);
}

}  // namespace
}  // namespace flows::http
