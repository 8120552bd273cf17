#include "app/router.h"

#include <gmock/gmock.h>

#include <future>
#include <variant>

#include "api/api_fixture.h"
#include "base/limits.h"
#include "local/local_services.h"
#include "support/wait.h"

namespace flows::app {
namespace {

// These tests check the route of a request for AWS's operations, without a server.
class RouterTest : public api::ApiFixture {
 protected:
  void SetUp() override {
    create_flow_named("one");
    prepare("FLOW000001");
  }

  http::Route route(const std::string& target, std::string body, std::string method = "POST") {
    request_ = {
        .method = std::move(method), .target = target, .headers = {}, .body = std::move(body)};
    return router_(request_, exchange_);
  }

  // Returns the response that a worker of the pool would make for the route.
  std::string frames_of(const http::Route& route) {
    std::string frames;
    http::FrameWriter writer{.open = [](const auto&) { return true; },
                             .write =
                                 [&](const std::string& frame) {
                                   frames += frame;
                                   return true;
                                 },
                             .end = [&](const std::string& last, bool) { frames += last; }};
    const auto refusal = std::get<http::StreamRoute>(route).handler(request_, exchange_, writer);
    return refusal ? refusal->body : frames;
  }

  static std::string invocation(std::string_view more = "") {
    return R"({"inputs":[{"nodeName":"In","nodeOutputName":"document","content":)"
           R"({"document":"hello"}}])" +
           std::string(more) + "}";
  }

  inline static const std::string kInvoke = "/flows/FLOW000001/aliases/TSTALIASID";

  wire::Request request_;
  http::Exchange exchange_{.request_id = "request", .stop = {}};
  local::LocalServices local_{*db_, clock_, executions_, recent_runs_};
  local::RequestJournal& journal_ = local_.journal;
  http::Router router_ =
      make_router({.defaults = caller_, .api = services_, .local = local_.services});
};

TEST_F(RouterTest, ACompiledFlowThatCannotWaitIsRunWhereItIsRouted) {
  const http::Route first = route(kInvoke, invocation());
  EXPECT_THAT(frames_of(first), ::testing::HasSubstr("SUCCESS"));
  const auto second = route(kInvoke, invocation());
  const auto* const ready = std::get_if<http::ReadyRoute>(&second);
  ASSERT_NE(ready, nullptr);
  EXPECT_TRUE(ready->is_stream);
  EXPECT_THAT(ready->response->body, ::testing::HasSubstr("SUCCESS"));
  EXPECT_EQ(journal_.find({}).size(), 2U);
}

TEST_F(RouterTest, ACallThatNamesAnExecutionGoesToAPoolHoweverItIsSpelt) {
  frames_of(route(kInvoke, invocation()));
  for (const char* name : {"executionId", "execution\\u0049d", "\\u0065xecutionId"}) {
    const http::Route found =
        route(kInvoke, invocation(R"(,")" + std::string(name) + R"(":"my-run")"));
    EXPECT_TRUE(std::holds_alternative<http::StreamRoute>(found)) << name;
    EXPECT_THAT(frames_of(found), ::testing::HasSubstr("SUCCESS"));
  }
}

TEST_F(RouterTest, ALargeBodyIsReadByAPool) {
  frames_of(route(kInvoke, invocation()));
  const std::string room(base::limits::kIoThreadBodyBytesMax - invocation().size(), ' ');
  EXPECT_TRUE(std::holds_alternative<http::ReadyRoute>(route(kInvoke, invocation() + room)));
  const http::Route large = route(kInvoke, invocation() + room + " ");
  EXPECT_TRUE(std::holds_alternative<http::StreamRoute>(large));
  EXPECT_THAT(frames_of(large), ::testing::HasSubstr("SUCCESS"));
}

TEST_F(RouterTest, WhatIsRefusedHereIsJournaledWithItsError) {
  frames_of(route(kInvoke, invocation()));
  const auto refused = route(kInvoke, R"({"inputs":[]})");
  EXPECT_EQ(std::get<http::ReadyRoute>(refused).response->status, 400);
  const auto entries = journal_.find({});
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].operation, "InvokeFlow");
  EXPECT_EQ(entries[0].error_code, "ValidationException");
}

TEST_F(RouterTest, WhatAPoolHasNoRoomForIsJournaledOnce) {
  const auto found = route("/flows/", "{}");
  const wire::Response throttled{.status = 429, .headers = {}, .body = {}};
  std::get<http::WholeRoute>(found).on_no_room(exchange_, throttled);
  const auto entries = journal_.find({});
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].operation, "CreateFlow");
  EXPECT_EQ(entries[0].status, 429);
}

TEST_F(RouterTest, AStartThatCannotWaitIsStoredWithoutAThreadThatWaits) {
  frames_of(route(kInvoke, invocation()));
  const auto found = route(kInvoke + "/executions", invocation());
  const auto* const async = std::get_if<http::AsyncRoute>(&found);
  ASSERT_NE(async, nullptr);
  std::promise<wire::Response> response;
  async->handler(request_, exchange_,
                 [&](wire::Response made) { response.set_value(std::move(made)); });
  const wire::Response made = testing::await(response, "the response to the start");
  EXPECT_EQ(made.status, 200) << made.body;
  EXPECT_THAT(made.body, ::testing::HasSubstr("executionArn"));
  EXPECT_EQ(journal_.find({}).front().operation, "StartFlowExecution");
}

TEST_F(RouterTest, TheRootSaysWhatIsThereUnlessItIsSigned) {
  const auto respond = [&](std::vector<wire::Header> headers, std::string method) {
    request_ = {
        .method = std::move(method), .target = "/", .headers = std::move(headers), .body = {}};
    return *std::get<http::ReadyRoute>(router_(request_, exchange_)).response;
  };
  EXPECT_EQ(respond({}, "GET").status, 200);
  EXPECT_TRUE(journal_.find({}).empty());
  const wire::Header signature{
      "Authorization",
      "AWS4-HMAC-SHA256 Credential=local/20260801/us-east-1/s3/aws4_request, "
      "SignedHeaders=host;x-amz-date, Signature=" +
          std::string(64, '0')};
  const auto refused = respond({signature, {"X-Amz-Date", "20260801T000000Z"}}, "GET");
  EXPECT_EQ(refused.status, 404);
  EXPECT_THAT(refused.body, ::testing::HasSubstr("looks like one to Amazon S3."));
  EXPECT_EQ(respond({}, "POST").status, 404);
}

TEST_F(RouterTest, WhatCallsNoOperationIsJournaledWithMethodAndPath) {
  const auto refused = route("/model/amazon.nova%2Flite/converse?secret=1", "{}");
  EXPECT_EQ(std::get<http::ReadyRoute>(refused).response->status, 404);
  route("/flows/", "{}", "GET");
  const auto entries = journal_.find({});
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[1].error_code, "UnknownOperationException");
  EXPECT_EQ(entries[1].method, "POST");
  EXPECT_EQ(entries[1].path, "/model/amazon.nova%2Flite/converse");
  EXPECT_EQ(entries[0].path, "");
}

TEST_F(RouterTest, AnObjectsKeyIsTheRestOfThePath) {
  const auto respond = [&](const std::string& path, const std::string& method,
                           const std::string& body = {}) {
    const http::Route found = route("/_local/buckets/letters" + path, body, method);
    return std::get<http::WholeRoute>(found).handler(request_, exchange_);
  };
  const std::string longest(base::limits::kObjectKeyBytesMax, '/');
  const std::vector<std::string> keys{"a", "a/", "a/b", "a//b", "/a", "//", "ä b", "%2F", longest};
  const std::vector<std::string> paths{"/a",  "/a/",         "/a%2Fb", "/a//b",      "//a",
                                       "///", "/%C3%A4%20b", "/%252F", "/" + longest};
  for (std::size_t at = 0; at < keys.size(); ++at) {
    EXPECT_EQ(respond(paths[at], "PUT", keys[at]).status, 204) << paths[at];
  }
  for (std::size_t at = 0; at < keys.size(); ++at) {
    EXPECT_EQ(respond(paths[at], "GET").body, keys[at]);
  }
  EXPECT_EQ(respond("/a/b", "GET").body, "a/b");
  const auto list = base::parse_json(respond("/", "GET").body).value();
  std::vector<std::string> listed;
  for (const auto& object : list["objects"]) listed.push_back(object["key"]);
  EXPECT_THAT(listed, ::testing::UnorderedElementsAreArray(keys));
  EXPECT_EQ(respond("/" + longest + "/", "PUT").status, 400);
  EXPECT_EQ(
      std::get<http::ReadyRoute>(route("/_local/buckets/letters/a", "", "POST")).response->status,
      404);
}

TEST_F(RouterTest, AListThatMayReadMuchIsLeftToAPool) {
  const std::string list = "/flows/FLOW000001/executions";
  EXPECT_TRUE(std::holds_alternative<http::ReadyRoute>(route(list, "", "GET")));
  const http::Route of_alias = route(list + "?flowAliasIdentifier=TSTALIASID", "", "GET");
  ASSERT_TRUE(std::holds_alternative<http::WholeRoute>(of_alias));
  EXPECT_EQ(std::get<http::WholeRoute>(of_alias).handler(request_, exchange_).status, 200);
}

TEST_F(RouterTest, ARefusedRequestIsInTheJournalIfItIsACall) {
  const auto refused = make_refusal_handler(
      {.defaults = caller_, .credentials = nullptr, .api = services_, .local = local_.services});
  const wire::Response too_large{.status = 413, .headers = {}, .body = {}};
  refused({.method = "PUT", .target = "/flows/FLOW000001/", .headers = {}, .body = {}}, exchange_,
          too_large);
  refused({.method = "GET", .target = "/nothing?secret", .headers = {}, .body = {}}, exchange_,
          too_large);
  refused({.method = "PUT", .target = "/_local/state", .headers = {}, .body = {}}, exchange_,
          too_large);
  refused({}, exchange_, too_large);       // nothing is known of it
  const auto entries = journal_.find({});  // the newest first
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].path, "/nothing");
  EXPECT_EQ(entries[1].operation, "UpdateFlow");
  EXPECT_EQ(entries[1].flow, "FLOW000001");
  EXPECT_EQ(entries[1].status, 413);
}

}  // namespace
}  // namespace flows::app
