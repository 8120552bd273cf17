#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <string>

#include "http/test_server.h"
#include "support/socket_client.h"
#include "support/wait.h"

namespace flows::http {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::SocketClient;
using wire::Request;

const std::string kGet = "GET /echo HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kWait = "GET /wait HTTP/1.1\r\nHost: h\r\n\r\n";

ServerOptions short_grace() {
  ServerOptions options;
  options.shutdown_grace = std::chrono::milliseconds(20);
  return options;
}

TEST(ServerStop, EndsIdleConnections) {
  TestServer server;
  SocketClient silent(server.port());
  SocketClient used(server.port());
  ASSERT_TRUE(used.send(kGet));
  EXPECT_EQ(used.read_response()->status, 200);
  server.server().stop();
  EXPECT_TRUE(silent.is_at_end());
  EXPECT_TRUE(used.is_at_end());
  EXPECT_FALSE(SocketClient::can_connect(server.port()));
}

TEST(ServerStop, MayBeCalledTwiceAndBesideItself) {
  TestServer server;
  testing::TestThread other("stops the server", [&server] { server.server().stop(); });
  server.server().stop();
  other.join();
  server.server().stop();
  EXPECT_FALSE(SocketClient::can_connect(server.port()));
}

// A timer that expires while the server stops must not be set again: it would keep the I/O thread
// running forever. Each turn stops at another moment around the first tick.
TEST(ServerStop, MayMeetATickAtAnyMoment) {
  constexpr std::chrono::microseconds kTick = std::chrono::milliseconds(5);
  constexpr int kTurns = 400;
  for (int turn = 0; turn < kTurns; ++turn) {
    std::promise<void> never;
    ServerOptions options;
    options.write_timeout = std::chrono::milliseconds(20);  // four ticks
    TestServer server({}, options);
    const auto moment = kTick + std::chrono::microseconds(turn - kTurns / 4);
    never.get_future().wait_for(moment);
    server.server().stop();
    EXPECT_FALSE(SocketClient::can_connect(server.port()));
  }
}

TEST(ServerStop, NeedsNoStart) {
  testing::FakeClock clock;
  testing::SequentialIds ids;
  Server server(
      {}, [](const Request&, const Exchange&) { return Route(); }, clock, ids);
  ASSERT_TRUE(server.listen());
  server.stop();
  EXPECT_FALSE(SocketClient::can_connect(server.port()));
}

TEST(ServerStop, GivesARequestInFlightTimeToEnd) {
  testing::Signal started;
  testing::Signal release;
  TestServer server(
      {{"/wait", respond_on(Pool::kApi, [&](const Request&, const Exchange& exchange) {
          started.raise();
          release.wait("the server to stop");
          wire::Response response;
          response.body = exchange.stop.stop_requested() ? "cut" : "whole";
          return response;
        })}});
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(kWait));
  started.wait("the request");
  testing::TestThread stopper("stops the server", [&server] { server.server().stop(); });
  testing::wait_until([&] { return !SocketClient::can_connect(server.port()); },
                      "the server to take no more clients");
  release.raise();
  const auto response = client.read_response();
  stopper.join();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "whole");
  EXPECT_EQ(response->header("Connection"), "close");
  EXPECT_TRUE(client.is_at_end());
}

TEST(ServerStop, EndsAnEndlessStream) {
  TestServer server(
      {{"/wait", stream_with([](const Request&, const Exchange&,
                                FrameWriter& writer) -> std::optional<wire::Response> {
          writer.open({});
          while (writer.write("tick")) continue;
          return std::nullopt;
        })}},
      short_grace());
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(kWait));
  ASSERT_TRUE(client.read_head());
  ASSERT_TRUE(client.read_chunk());
  // The client continues to read and sees how the stream ends.
  testing::TestThread stopper("stops the server", [&server] { server.server().stop(); });
  auto chunk = client.read_chunk();
  while (chunk && !chunk->empty()) chunk = client.read_chunk();
  EXPECT_FALSE(chunk);  // the stream was cut off and did not end
  stopper.join();
}

TEST(ServerStop, EndsAStreamThatNobodyReads) {
  TestServer server(
      {{"/wait", stream_with([](const Request&, const Exchange&,
                                FrameWriter& writer) -> std::optional<wire::Response> {
          writer.open({});
          while (writer.write(std::string(100'000, 'x'))) continue;
          return std::nullopt;
        })}},
      short_grace());
  SocketClient client(server.port(), 4096);
  ASSERT_TRUE(client.send(kWait));
  ASSERT_TRUE(client.read_head());
  server.server().stop();
  EXPECT_FALSE(SocketClient::can_connect(server.port()));
}

TEST(ServerStop, RequestsTheStopOfWhatOutlastsTheGrace) {
  testing::Signal api_started;
  testing::Signal flow_started;
  const auto wait_on = [](Pool pool, testing::Signal& started) {
    return respond_on(pool, [&started](const Request&, const Exchange& exchange) {
      started.raise();
      testing::wait_for_stop(exchange.stop);
      return wire::Response{};
    });
  };
  TestServer server(
      {{"/api", wait_on(Pool::kApi, api_started)}, {"/flow", wait_on(Pool::kFlow, flow_started)}},
      short_grace());
  SocketClient api(server.port());
  SocketClient flow(server.port());
  ASSERT_TRUE(api.send("GET /api HTTP/1.1\r\nHost: h\r\n\r\n"));
  ASSERT_TRUE(flow.send("GET /flow HTTP/1.1\r\nHost: h\r\n\r\n"));
  api_started.wait("the request on the API pool");
  flow_started.wait("the request on the flow pool");
  server.server().stop();
  EXPECT_TRUE(api.is_at_end());
  EXPECT_TRUE(flow.is_at_end());
}

TEST(ServerListen, APortInUseIsAClearError) {
  TestServer first;
  testing::FakeClock clock;
  testing::SequentialIds ids;
  ServerOptions options;
  options.port = first.port();
  Server second(
      options, [](const Request&, const Exchange&) { return Route(); }, clock, ids);
  const base::Result<void> result = second.listen();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, base::ErrorCode::kConflict);
  EXPECT_EQ(result.error().message,
            "Cannot listen on 127.0.0.1:" + std::to_string(first.port()) + ": the port is in use.");
}

TEST(ServerListen, ABadAddressIsAClearError) {
  testing::FakeClock clock;
  testing::SequentialIds ids;
  for (const char* host : {"203.0.113.7", "not an address"}) {
    ServerOptions options;
    options.host = host;
    options.port = 8484;
    Server server(
        options, [](const Request&, const Exchange&) { return Route(); }, clock, ids);
    const base::Result<void> result = server.listen();
    ASSERT_FALSE(result) << host;
    EXPECT_THAT(result.error().message, AllOf(HasSubstr(host), HasSubstr("8484")));
  }
}

TEST(ServerListen, TakesANameAndAnyFreePort) {
  ServerOptions options;
  options.host = "localhost";
  TestServer server({}, options);
  EXPECT_NE(server.port(), 0);
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(kGet));
  EXPECT_EQ(client.read_response()->status, 200);
}

}  // namespace
}  // namespace flows::http
