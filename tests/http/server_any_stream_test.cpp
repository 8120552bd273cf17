#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "http/test_server.h"
#include "support/socket_client.h"

namespace flows::http {
namespace {

using testing::SocketClient;
using wire::Request;
using MaybeResponse = std::optional<wire::Response>;

const std::string kStream = "POST /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n";
const std::vector<wire::Header> kHeaders = {{"Content-Type", "application/vnd.amazon.eventstream"},
                                            {"x-the-run", "run-1"}};

enum class Made { kOnTheFlowPool, kBeforeItIsSent };

// A stream of `frames`, made frame by frame or all at once.
Route stream_of(Made made, const std::vector<std::string>& frames) {
  if (made == Made::kBeforeItIsSent) {
    wire::Response response{.status = 200, .headers = kHeaders, .body = {}};
    for (const std::string& frame : frames) response.body += frame;
    return ready_with(std::move(response), true);
  }
  return stream_with(
      [frames](const Request&, const Exchange&, FrameWriter& writer) -> MaybeResponse {
        EXPECT_TRUE(writer.open(kHeaders));
        for (const std::string& frame : frames) EXPECT_TRUE(writer.write(frame));
        return std::nullopt;
      });
}

class AnyStream : public ::testing::TestWithParam<Made> {};
INSTANTIATE_TEST_SUITE_P(Everywhere, AnyStream,
                         ::testing::Values(Made::kOnTheFlowPool, Made::kBeforeItIsSent));

TEST(StreamRoute, KnowsItsRequest) {
  TestServer server({{"/stream", stream_with([](const Request& request, const Exchange& exchange,
                                                FrameWriter& writer) -> MaybeResponse {
                        writer.open({});
                        writer.write(request.body + " " + exchange.request_id);
                        return std::nullopt;
                      })}});
  SocketClient client(server.port());
  ASSERT_TRUE(client.send("POST /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody"));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "body " + response->header("x-amzn-RequestId"));
}

TEST_P(AnyStream, HasAllFramesInTheirOrder) {
  TestServer server({{"/stream", stream_of(GetParam(), {"one ", "two"})}});
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(kStream + kStream));
  for (int turn = 0; turn < 2; ++turn) {
    const auto response = client.read_response();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->header("Transfer-Encoding"), "chunked");
    EXPECT_EQ(response->header("x-the-run"), "run-1");
    EXPECT_EQ(response->body, "one two");
    EXPECT_TRUE(response->is_whole);
  }
}

TEST_P(AnyStream, MayBeEmpty) {
  TestServer server({{"/stream", stream_of(GetParam(), {""})}});
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(kStream + kStream));
  for (int turn = 0; turn < 2; ++turn) {
    const auto response = client.read_response();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "");
    EXPECT_TRUE(response->is_whole);
  }
}

TEST(StreamRoute, AFailureBeforeItIsOpenedIsAPlainResponse) {
  TestServer server(
      {{"/stream", stream_with([](const Request&, const Exchange&, FrameWriter&) -> MaybeResponse {
          return wire::Response{.status = 404, .headers = {}, .body = "no such"};
        })}});
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(kStream + kStream));
  for (int turn = 0; turn < 2; ++turn) {
    const auto response = client.read_response();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 404);
    EXPECT_EQ(response->header("Content-Length"), "7");
    EXPECT_EQ(response->body, "no such");
  }
}

TEST(StreamRoute, AnExceptionBeforeItIsOpenedIs500) {
  TestServer server(
      {{"/stream", stream_with([](const Request&, const Exchange&, FrameWriter&) -> MaybeResponse {
          throw std::runtime_error("fails on purpose");
        })}});
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(kStream + kStream));
  EXPECT_EQ(client.read_response()->status, 500);
  EXPECT_EQ(client.read_response()->status, 500);
}

TEST(StreamRoute, AHandlerThatDoesNothingIs500) {
  TestServer server(
      {{"/stream", stream_with([](const Request&, const Exchange&, FrameWriter&) -> MaybeResponse {
          return std::nullopt;
        })}});
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(kStream));
  EXPECT_EQ(client.read_response()->status, 500);
}

TEST(StreamRoute, AnExceptionInTheMiddleIsSeenAsABrokenResponse) {
  TestServer server({{"/stream", stream_with([](const Request&, const Exchange&,
                                                FrameWriter& writer) -> MaybeResponse {
                        writer.open(kHeaders);
                        writer.write("all that there is");
                        throw std::runtime_error("fails on purpose");
                      })}});
  SocketClient client(server.port());
  ASSERT_TRUE(client.send(kStream));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "all that there is");
  EXPECT_FALSE(response->is_whole);
  SocketClient next(server.port());
  ASSERT_TRUE(next.send("GET /echo HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_EQ(next.read_response()->status, 200);
}

TEST_P(AnyStream, GoesToAnHttp10ClientUntilTheConnectionCloses) {
  TestServer server({{"/stream", stream_of(GetParam(), {"one", "two"})}});
  SocketClient client(server.port());
  ASSERT_TRUE(client.send("POST /stream HTTP/1.0\r\n\r\n"));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->header("Transfer-Encoding"), "");
  EXPECT_EQ(response->header("Connection"), "close");
  EXPECT_EQ(response->body, "onetwo");
}

}  // namespace
}  // namespace flows::http
