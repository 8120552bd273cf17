#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <string>
#include <vector>

#include "http/test_server.h"
#include "support/socket_client.h"
#include "support/wait.h"

namespace flows::http {
namespace {

using testing::HttpResponse;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Signal;
using testing::SocketClient;
using testing::wait_for_stop;
using wire::Request;
using MaybeResponse = std::optional<wire::Response>;

const std::string kStream = "POST /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n";
const std::vector<wire::Header> kHeaders = {{"Content-Type", "application/vnd.amazon.eventstream"},
                                            {"x-the-run", "run-1"}};

TEST(Stream, EveryFrameArrivesAsItIsPushed) {
  Signal first_was_read;
  TestServer server({{"/stream", stream_with([&](const Request&, const Exchange&,
                                                 FrameWriter& writer) -> MaybeResponse {
                        EXPECT_TRUE(writer.open(kHeaders));
                        EXPECT_TRUE(writer.write("first"));
                        first_was_read.wait("the client to read the first frame");
                        EXPECT_TRUE(writer.write("second"));
                        return std::nullopt;
                      })}});
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(kStream));
  const auto head = client.read_head();
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->header("Transfer-Encoding"), "chunked");
  EXPECT_EQ(head->header("Content-Type"), "application/vnd.amazon.eventstream");
  EXPECT_EQ(head->header("x-the-run"), "run-1");
  EXPECT_THAT(head->header("x-amzn-RequestId"), Not(IsEmpty()));
  EXPECT_EQ(client.read_chunk(), "first");
  first_was_read.raise();
  EXPECT_EQ(client.read_chunk(), "second");
  EXPECT_EQ(client.read_chunk(), "");
  ASSERT_TRUE(client.send(kStream));
  EXPECT_EQ(client.read_response()->body, "firstsecond");
}

// Writes frames until a write fails, and records whether the stop was requested as well.
Route endless_stream(std::promise<bool>& ended, std::size_t frame_bytes = 100) {
  return stream_with([&ended, frame_bytes](const Request&, const Exchange& exchange,
                                           FrameWriter& writer) -> MaybeResponse {
    writer.open(kHeaders);
    while (writer.write(std::string(frame_bytes, 'x'))) continue;
    wait_for_stop(exchange.stop);
    ended.set_value(true);
    return std::nullopt;
  });
}

TEST(Stream, AClientThatLeavesEndsIt) {
  std::promise<bool> ended;
  TestServer server({{"/stream", endless_stream(ended)}});
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(kStream));
  ASSERT_TRUE(client.read_head());
  EXPECT_THAT(client.read_some(), Not(IsEmpty()));
  client.close();
  EXPECT_TRUE(testing::await(ended, "the end of the stream"));
}

// A handler that waits before it opens its stream, as a run waits for a slow model.
Route waiting_stream(Signal& started, std::promise<bool>& ended) {
  return stream_with(
      [&](const Request&, const Exchange& exchange, FrameWriter& writer) -> MaybeResponse {
        started.raise();
        wait_for_stop(exchange.stop);
        ended.set_value(writer.open({}) || writer.write("too late"));
        return std::nullopt;
      });
}

TEST(Stream, AClientThatLeavesWhileTheRunWaitsIsNoticed) {
  Signal started;
  std::promise<bool> ended;
  TestServer server({{"/stream", waiting_stream(started, ended)}});
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(kStream));
  started.wait("the request");
  client.close();
  EXPECT_FALSE(testing::await(ended, "the end of the stream"));
}

TEST(Stream, AClientThatLeavesAfterAnotherRequestIsNoticedToo) {
  Signal started;
  std::promise<bool> ended;
  ServerOptions options;
  options.write_timeout = std::chrono::milliseconds(40);  // makes the ticks short
  TestServer server({{"/stream", waiting_stream(started, ended)}}, options);
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(kStream));
  started.wait("the request");
  ASSERT_TRUE(client.send("GET /echo HTTP/1.1\r\nHost: h\r\n\r\n"));
  client.close();
  EXPECT_FALSE(testing::await(ended, "the end of the stream"));
}

TEST(Stream, AResponseOnTheFlowPoolLearnsThatItsClientLeft) {
  Signal started;
  Signal ended;
  TestServer server(
      {{"/run", respond_on(Pool::kFlow, [&](const Request&, const Exchange& exchange) {
          started.raise();
          wait_for_stop(exchange.stop);
          ended.raise();
          return wire::Response{};
        })}});
  SocketClient client(server.port());
  ASSERT_TRUE(client.send("GET /run HTTP/1.1\r\nHost: h\r\n\r\n"));
  started.wait("the request");
  client.close();
  ended.wait("the handler to see that its client left");
}

TEST(Stream, RequestsSentMeanwhileAreServedAfterwards) {
  Signal started;
  Signal release;
  TestServer server({{"/stream", stream_with([&](const Request&, const Exchange&,
                                                 FrameWriter& writer) -> MaybeResponse {
                        started.raise();
                        release.wait("the second request");
                        writer.open(kHeaders);
                        writer.write("streamed");
                        return std::nullopt;
                      })}});
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(kStream));
  started.wait("the request");
  ASSERT_TRUE(client.send("GET /echo HTTP/1.1\r\nHost: h\r\n\r\n"));
  release.raise();
  EXPECT_EQ(client.read_response()->body, "streamed");
  EXPECT_EQ(client.read_response()->body, "GET ");
}

TEST(Stream, ASlowReaderMakesTheRunWait) {
  constexpr std::size_t kFrameBytes = 64 * 1024;
  constexpr std::size_t kTotalBytes = 1000 * kFrameBytes;
  // What the operating system and one batch may hold, which is far less than the whole.
  constexpr std::size_t kAheadBytesMax = kTotalBytes / 3;
  std::atomic<std::size_t> pushed = 0;
  ServerOptions options;
  options.frame_queue_bytes_max = 2 * kFrameBytes;
  TestServer server(
      {{"/stream",
        stream_with([&](const Request&, const Exchange&, FrameWriter& writer) -> MaybeResponse {
          writer.open(kHeaders);
          while (pushed < kTotalBytes && writer.write(std::string(kFrameBytes, 'x'))) {
            pushed += kFrameBytes;
          }
          return std::nullopt;
        })}},
      options);
  SocketClient client(server.port(), 64 * 1024);
  ASSERT_TRUE(client.send(kStream));
  ASSERT_TRUE(client.read_head());
  std::size_t read = 0;
  std::size_t ahead_max = 0;
  while (read < kTotalBytes) {
    const auto chunk = client.read_chunk();
    ASSERT_TRUE(chunk);
    const std::size_t now_pushed = pushed;
    read += chunk->size();
    ahead_max = std::max(ahead_max, now_pushed - std::min(now_pushed, read));
  }
  EXPECT_EQ(read, kTotalBytes);
  EXPECT_LT(ahead_max, kAheadBytesMax);
  EXPECT_EQ(client.read_chunk(), "");
}

TEST(Stream, AReaderThatTakesNothingForLongHasLeft) {
  std::promise<bool> ended;
  ServerOptions options;
  options.write_timeout = std::chrono::milliseconds(40);
  TestServer server({{"/stream", endless_stream(ended, 256 * 1024)}}, options);
  SocketClient client(server.port(), 4096);
  ASSERT_TRUE(client.send(kStream));
  EXPECT_TRUE(testing::await(ended, "the end of the stream"));
}

TEST(Stream, AFullFlowPoolIs429) {
  Signal started;
  std::promise<bool> ended;
  ServerOptions options;
  options.flow_threads_max = 1;
  TestServer server({{"/stream", waiting_stream(started, ended)}}, options);
  SocketClient first(server.port());
  ASSERT_TRUE(first.send(kStream));
  started.wait("the request");
  SocketClient second(server.port());
  ASSERT_TRUE(second.send(kStream + "GET /echo HTTP/1.1\r\nHost: h\r\n\r\n"));
  const auto response = second.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 429);
  EXPECT_EQ(response->header("x-amzn-ErrorType"), "ThrottlingException");
  EXPECT_EQ(second.read_response()->status, 200);
  first.close();
  EXPECT_FALSE(testing::await(ended, "the end of the stream"));
}

TEST(Stream, ManyClientsAtOnceDoNotDisturbEachOther) {
  TestServer server({{"/stream", stream_with([](const Request& request, const Exchange&,
                                                FrameWriter& writer) -> MaybeResponse {
                        if (request.body == "throw") throw std::runtime_error("on purpose");
                        writer.open(kHeaders);
                        for (int turn = 0; turn < 20; ++turn) {
                          if (!writer.write(request.body)) break;
                        }
                        return std::nullopt;
                      })},
                     {"/api", respond_on(Pool::kApi, [](const Request& request, const Exchange&) {
                        wire::Response response;
                        response.body = request.body;
                        return response;
                      })}});
  const auto post = [](const std::string& target, const std::string& body) {
    return "POST " + target +
           " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
  };
  std::vector<testing::TestThread> clients;
  for (int number = 0; number < 22; ++number) {
    clients.emplace_back("is a client", [&, number] {
      const std::string body = std::to_string(number % 10);
      for (int turn = 0; turn < 10; ++turn) {
        SocketClient client(server.port());
        EXPECT_TRUE(client.send(post("/stream", body)));
        if (number % 4 == 3) continue;  // leaves without reading
        std::string whole;
        for (int frame = 0; frame < 20; ++frame) whole += body;
        EXPECT_EQ(client.read_response()->body, whole);
        EXPECT_TRUE(client.send(post("/api", body) + post("/stream", "throw")));
        EXPECT_EQ(client.read_response()->body, body);
        EXPECT_EQ(client.read_response()->status, 500);
      }
    });
  }
}

}  // namespace
}  // namespace flows::http
