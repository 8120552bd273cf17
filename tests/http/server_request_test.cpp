#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include "http/test_server.h"
#include "support/socket_client.h"
#include "support/wait.h"

namespace flows::http {
namespace {

using ::testing::HasSubstr;
using testing::HttpResponse;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::SocketClient;

const std::string kGet = "GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string post(const std::string& target, const std::string& body) {
  return "POST " + target +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

// Returns the only response to `request`, after which the connection must end.
HttpResponse last_response(std::uint16_t port, const std::string& request) {
  SocketClient client(port);
  client.send(request);
  const std::optional<HttpResponse> response = client.read_response();
  EXPECT_TRUE(response && client.is_at_end());
  return response.value_or(HttpResponse{});
}

HttpResponse response_to(std::uint16_t port, const std::string& request) {
  SocketClient client(port);
  client.send(request);
  return client.read_response().value_or(HttpResponse{});
}

TEST(Server, TheWholeResponseIsAsAwsSendsIt) {
  TestServer server;
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(kGet));
  EXPECT_EQ(client.read_some(),
            "HTTP/1.1 200 OK\r\n"
            "Date: Sat, 01 Aug 2026 00:00:00 GMT\r\n"
            "Content-Length: 4\r\n"
            "Connection: keep-alive\r\n"
            "x-amzn-RequestId: 00000000-0000-4000-8000-000000000001\r\n"
            "\r\n"
            "GET ");
}

TEST(Server, KeepsAConnectionForManyRequests) {
  TestServer server;
  SocketClient client(server.port());
  for (int turn = 0; turn < 50; ++turn) {
    ASSERT_TRUE(client.send(post("/echo", std::to_string(turn))));
    const auto response = client.read_response();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, "POST " + std::to_string(turn));
  }
}

TEST(Server, RespondsToPipelinedRequestsInOrder) {
  TestServer server({{"/slow", respond_on(Pool::kApi, [](const auto&, const auto&) {
                        return wire::Response{.status = 202, .headers = {}, .body = "slow"};
                      })}});
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(post("/slow", "1") + post("/echo", "2") + post("/echo", "3")));
  EXPECT_EQ(client.read_response()->body, "slow");
  EXPECT_EQ(client.read_response()->body, "POST 2");
  EXPECT_EQ(client.read_response()->body, "POST 3");
}

TEST(Server, ReadsARequestThatComesByteByByte) {
  TestServer server;
  SocketClient client(server.port());
  for (const char byte : post("/echo", "bit by bit")) {
    ASSERT_TRUE(client.send({&byte, 1}));
  }
  EXPECT_EQ(client.read_response()->body, "POST bit by bit");
}

TEST(Server, ReadsAChunkedBody) {
  TestServer server;
  SocketClient client(server.port());
  ASSERT_TRUE(
      client.send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "4\r\nhalf\r\n5\r\n more\r\n0\r\n\r\n"));
  EXPECT_EQ(client.read_response()->body, "POST half more");
  ASSERT_TRUE(client.send(kGet));
  EXPECT_EQ(client.read_response()->status, 200);
}

TEST(Server, ReadsAndWritesLargeBodies) {
  TestServer server;
  SocketClient client(server.port());
  const std::string body(5'000'000, 'x');
  ASSERT_TRUE(client.send(post("/echo", body)));
  EXPECT_EQ(client.read_response()->body, "POST " + body);
}

TEST(Server, TellsAClientToContinue) {
  TestServer server;
  SocketClient client(server.port());
  ASSERT_TRUE(
      client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n"
                  "Expect: 100-continue\r\n\r\n"));
  EXPECT_EQ(client.read_response()->status, 100);
  ASSERT_TRUE(client.send("body"));
  const auto response = client.read_response();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "POST body");
}

TEST(Server, DoesNotAskForABodyThatIsTooLarge) {
  ServerOptions options;
  options.body_bytes_max = 3;
  TestServer server({}, options);
  const HttpResponse response =
      response_to(server.port(),
                  "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n"
                  "Expect: 100-continue\r\n\r\n");
  EXPECT_EQ(response.status, 413);
}

TEST(Server, RefusesOtherExpectations) {
  TestServer server;
  EXPECT_EQ(response_to(server.port(),
                        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n"
                        "Expect: the-unexpected\r\n\r\n")
                .status,
            417);
}

TEST(Server, RespondsToHeadWithoutABody) {
  TestServer server;
  SocketClient client(server.port());
  ASSERT_TRUE(client.send("HEAD /echo HTTP/1.1\r\nHost: h\r\n\r\n" + kGet));
  const auto response = client.read_response(true);
  EXPECT_EQ(response->header("Content-Length"), "5");
  EXPECT_EQ(client.read_response()->body, "GET ");
}

TEST(Server, ANoContentResponseHasNoLength) {
  TestServer server({{"/gone", ready_with({.status = 204, .headers = {}, .body = ""})}});
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(post("/gone", "") + kGet));
  const auto response = client.read_response();
  EXPECT_EQ(response->status, 204);
  EXPECT_EQ(response->header("Content-Length"), "");
  EXPECT_EQ(client.read_response()->status, 200);
}

TEST(Server, ClosesAsTheClientAsks) {
  TestServer server;
  const HttpResponse response =
      last_response(server.port(), "GET /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(response.header("Connection"), "close");
}

TEST(Server, ClosesAfterAnHttp10Request) {
  TestServer server;
  const HttpResponse response = last_response(server.port(), "GET /echo HTTP/1.0\r\n\r\n");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "GET ");
}

TEST(Server, AHeaderThatIsTooLargeIs431) {
  ServerOptions options;
  options.header_bytes_max = 1024;
  TestServer server({}, options);
  const HttpResponse response = last_response(
      server.port(), "GET /echo HTTP/1.1\r\nHost: h\r\nX: " + std::string(2000, 'x') + "\r\n\r\n");
  EXPECT_EQ(response.status, 431);
  EXPECT_THAT(response.header("x-amzn-RequestId"), Not(IsEmpty()));
  EXPECT_THAT(response.body, HasSubstr(R"({"message":)"));
}

TEST(Server, ABodyThatIsTooLargeIs413EvenIfTheClientSendsItAll) {
  ServerOptions options;
  options.body_bytes_max = 1000;
  TestServer server({}, options);
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(post("/echo", std::string(3'000'000, 'x'))));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 413);
  EXPECT_EQ(response->header("x-amzn-ErrorType"), "RequestEntityTooLargeException");
  EXPECT_EQ(response->header("Connection"), "close");
  EXPECT_THAT(response->header("x-amzn-RequestId"), Not(IsEmpty()));
  EXPECT_TRUE(client.is_at_end());
}

TEST(Server, AChunkedBodyThatIsTooLargeIs413) {
  ServerOptions options;
  options.body_bytes_max = 10;
  TestServer server({}, options);
  const HttpResponse response =
      response_to(server.port(),
                  "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "8\r\n12345678\r\n8\r\n12345678\r\n0\r\n\r\n");
  EXPECT_EQ(response.status, 413);
}

TEST(Server, WhatIsNoHttpIs400) {
  TestServer server;
  const HttpResponse response = response_to(server.port(), "how do you do?\r\n\r\n");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.header("Connection"), "close");
  EXPECT_THAT(response.header("x-amzn-RequestId"), Not(IsEmpty()));
  EXPECT_THAT(response.body, HasSubstr(R"({"message":)"));
}

TEST(Server, ARequestThatIsNotWholeInTimeIs408) {
  ServerOptions options;
  options.request_timeout = std::chrono::milliseconds(20);
  TestServer server({}, options);
  const HttpResponse response = last_response(
      server.port(), "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf");
  EXPECT_EQ(response.status, 408);
  EXPECT_THAT(response.header("x-amzn-RequestId"), Not(IsEmpty()));
}

TEST(Server, AnIdleConnectionEndsSilently) {
  ServerOptions options;
  options.idle_timeout = std::chrono::milliseconds(20);
  TestServer server({}, options);
  SocketClient silent(server.port());
  SocketClient used(server.port());
  ASSERT_TRUE(used.send(kGet));
  EXPECT_EQ(used.read_response()->status, 200);
  EXPECT_TRUE(used.is_at_end());
  EXPECT_TRUE(silent.is_at_end());
}

TEST(Server, FurtherClientsWaitUntilAConnectionIsFree) {
  std::atomic<int> served = 0;
  ServerOptions options;
  options.connections_max = 1;
  TestServer server({}, options, [&served](const auto&, const auto&) {
    ++served;
    return ready_with({});
  });
  SocketClient first(server.port());
  ASSERT_TRUE(first.send(kGet));
  EXPECT_EQ(first.read_response()->status, 200);
  SocketClient second(server.port());
  ASSERT_TRUE(second.send(post("/count", "")));
  for (int turn = 0; turn < 20; ++turn) {
    ASSERT_TRUE(first.send(kGet));
    EXPECT_EQ(first.read_response()->status, 200);
  }
  EXPECT_EQ(served, 0);
  first.close();
  EXPECT_EQ(second.read_response()->status, 200);
  EXPECT_EQ(served, 1);
}

TEST(Server, AHandlerThatThrowsIs500AndTheServerLives) {
  const auto fail = [](const auto&, const auto&) -> wire::Response {
    throw std::runtime_error("a secret detail");
  };
  TestServer server(
      {{"/api", respond_on(Pool::kApi, fail)}, {"/flow", respond_on(Pool::kFlow, fail)}});
  SocketClient client(server.port());
  for (const char* target : {"/api", "/flow", "/no-route"}) {
    ASSERT_TRUE(client.send(post(target, "")));
    const auto response = client.read_response();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 500) << target;
    EXPECT_EQ(response->header("x-amzn-ErrorType"), "InternalServerException");
    EXPECT_THAT(response->header("x-amzn-RequestId"), Not(IsEmpty()));
    EXPECT_THAT(response->body, Not(HasSubstr("secret")));
  }
  ASSERT_TRUE(client.send(kGet));
  EXPECT_EQ(client.read_response()->status, 200);
}

TEST(Server, AResponseMayComeLaterFromAnyThread) {
  std::vector<testing::TestThread> threads;
  const AsyncRoute later{[&](const wire::Request& request, const Exchange&, auto on_done) {
    threads.emplace_back("responds", [body = request.body, on_done = std::move(on_done)] {
      wire::Response response;
      response.body = "later " + body;
      on_done(std::move(response));
    });
  }};
  const AsyncRoute at_once{
      [](const wire::Request&, const Exchange&, auto on_done) { on_done({}); }};
  const AsyncRoute fails{[](const wire::Request&, const Exchange&, const auto&) {
    throw std::runtime_error("a secret detail");
  }};
  {
    TestServer server({{"/later", later}, {"/at-once", at_once}, {"/fails", fails}});
    SocketClient client(server.port());
    ASSERT_TRUE(client.send(post("/later", "one") + post("/later", "two") + post("/at-once", "") +
                            post("/fails", "")));
    EXPECT_EQ(client.read_response()->body, "later one");
    EXPECT_EQ(client.read_response()->body, "later two");
    EXPECT_EQ(client.read_response()->status, 200);
    EXPECT_EQ(client.read_response()->status, 500);
  }
}

TEST(Server, AHandlerThatLosesItsCallbackIs500AndDoesNotHoldUpTheStop) {
  const AsyncRoute loses{[](const wire::Request&, const Exchange&, auto /*on_done*/) {}};
  TestServer server({{"/loses", loses}});
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(post("/loses", "")));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 500);
  server.server().stop();
}

TEST(Server, AHandlerKnowsTheIdThatIsSent) {
  TestServer server({{"/id", respond_on(Pool::kApi, [](const auto&, const Exchange& exchange) {
                        wire::Response response;
                        response.body = exchange.request_id;
                        return response;
                      })}});
  const HttpResponse response = response_to(server.port(), post("/id", ""));
  EXPECT_EQ(response.header("x-amzn-RequestId"), response.body);
}

TEST(Server, AFullPoolIs429) {
  testing::Signal busy;
  testing::Signal release;
  ServerOptions options;
  options.api_threads = 1;
  options.api_queue_max = 0;
  TestServer server({{"/wait", respond_on(Pool::kApi,
                                          [&](const auto&, const auto&) {
                                            busy.raise();
                                            release.wait("the test to look");
                                            return wire::Response{};
                                          })}},
                    options);
  SocketClient first(server.port());
  ASSERT_TRUE(first.send(post("/wait", "")));
  busy.wait("the first request");
  const HttpResponse response = response_to(server.port(), post("/wait", ""));
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.header("x-amzn-ErrorType"), "ThrottlingException");
  EXPECT_EQ(response_to(server.port(), kGet).status, 200);
  release.raise();
  EXPECT_EQ(first.read_response()->status, 200);
}

TEST(Server, APageOfAnotherSiteReachesNoHandler) {
  std::atomic<int> served = 0;
  ServerOptions options;
  options.browsers.cors_origins = {"http://app.test"};
  TestServer server({{"/count", respond_on(Pool::kApi,
                                           [&served](const auto&, const auto&) {
                                             ++served;
                                             return wire::Response{};
                                           })}},
                    options);
  const std::string start = "GET /count HTTP/1.1\r\nHost: localhost\r\nOrigin: ";
  EXPECT_EQ(response_to(server.port(), start + "http://evil.example\r\n\r\n").status, 403);
  EXPECT_EQ(served, 0);
  const HttpResponse response = response_to(server.port(), start + "http://app.test\r\n\r\n");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.header("Access-Control-Allow-Origin"), "http://app.test");
  EXPECT_EQ(served, 1);
}

}  // namespace
}  // namespace flows::http
