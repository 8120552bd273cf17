#include "http/server_options.h"

#include <gtest/gtest.h>

#include <string>

#include "http/test_server.h"
#include "support/socket_client.h"

namespace flows::http {
namespace {

using testing::SocketClient;
namespace limits = base::limits;

// The other tests of the server reach smaller values of these limits.
TEST(ServerOptions, AreTheLimitsOfTheHouseUnlessGiven) {
  const ServerOptions options;
  EXPECT_EQ(options.api_queue_max, limits::kApiQueueMax);
  EXPECT_EQ(options.flow_threads_max, limits::kRunningFlowsMax);
  EXPECT_EQ(options.request_timeout, limits::kRequestTimeout);
  EXPECT_EQ(options.idle_timeout, limits::kIdleTimeout);
  EXPECT_EQ(options.write_timeout, limits::kWriteTimeout);
  EXPECT_EQ(options.end_timeout, limits::kConnectionEndTimeout);
  EXPECT_EQ(options.shutdown_grace, limits::kShutdownGrace);
  EXPECT_EQ(options.connections_max, limits::kConnectionsMax);
  EXPECT_EQ(options.body_bytes_max, limits::kBodyBytesMax);
  EXPECT_EQ(options.header_bytes_max, limits::kHeaderBytesMax);
  EXPECT_EQ(options.frame_queue_bytes_max, limits::kFrameQueueBytesMax);
}

int status_of(const TestServer& server, const std::string& request) {
  SocketClient client(server.port());
  client.send(request);
  const auto response = client.read_response();
  return response ? response->status : 0;
}

TEST(ServerOptions, ABodyOfTheLargestSizeIsTaken) {
  const TestServer server;
  const auto post = [](std::size_t bytes) {
    return "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(bytes) +
           "\r\n\r\n" + std::string(bytes, 'x');
  };
  EXPECT_EQ(status_of(server, post(limits::kBodyBytesMax)), 200);
  EXPECT_EQ(status_of(server, post(limits::kBodyBytesMax + 1)), 413);
}

TEST(ServerOptions, AHeadOfTheLargestSizeIsTaken) {
  const TestServer server;
  const auto get = [](std::size_t bytes) {
    const std::string start = "GET /echo HTTP/1.1\r\nHost: h\r\nX: ";
    const std::string end = "\r\n\r\n";
    return start + std::string(bytes - start.size() - end.size(), 'x') + end;
  };
  EXPECT_EQ(status_of(server, get(limits::kHeaderBytesMax)), 200);
  // The first line may not count.
  EXPECT_EQ(status_of(server, get(limits::kHeaderBytesMax + 30)), 431);
}

}  // namespace
}  // namespace flows::http
