#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "http/test_server.h"
#include "support/socket_client.h"

namespace flows::http {
namespace {

using testing::SocketClient;

const std::string kGet = "GET /long HTTP/1.1\r\nHost: h\r\n\r\n";

// Bytes of which no two neighbours are alike.
std::string long_body(std::size_t bytes) {
  std::string body(bytes, 0);
  for (std::size_t at = 0; at < bytes; ++at) body[at] = static_cast<char>('a' + at * 7 % 23);
  return body;
}

std::map<std::string, Route> route_to(const std::string& body) {
  wire::Response response;
  response.body = body;
  Route route;
  route.ready = std::make_shared<const wire::Response>(std::move(response));
  route.ready_body = BodyFile::make(body);
  return {{"/long", route}};
}

TEST(BodyFile, IsSentAsTheBody) {
  const std::string body = long_body(100'000);
  TestServer server(route_to(body));
  SocketClient client(server.port());
  for (int turn = 0; turn < 3; ++turn) {
    ASSERT_TRUE(client.send(kGet));
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->header("Content-Length"), "100000");
    EXPECT_EQ(answer->body, body);
  }
}

TEST(BodyFile, IsNotSentToHead) {
  TestServer server(route_to(long_body(100'000)));
  SocketClient client(server.port());
  ASSERT_TRUE(client.send("HEAD /long HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_EQ(client.read_answer(true)->header("Content-Length"), "100000");
  ASSERT_TRUE(client.send("GET /echo HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_EQ(client.read_answer()->body, "GET ");
}

TEST(BodyFile, WaitsForASlowReader) {
  const std::string body = long_body(20'000'000);
  TestServer server(route_to(body));
  SocketClient client(server.port(), 4096);
  ASSERT_TRUE(client.send(kGet + kGet));
  EXPECT_TRUE(client.read_answer()->body == body);
  EXPECT_TRUE(client.read_answer()->body == body);
}

TEST(BodyFile, IsGivenUpWhereNobodyReads) {
  ServerOptions options;
  options.write_timeout = std::chrono::milliseconds(40);
  options.connections_max = 1;
  TestServer server(route_to(long_body(20'000'000)), options);
  SocketClient client(server.port(), 4096);
  ASSERT_TRUE(client.send(kGet));
  // There is room for another connection once this one has ended.
  SocketClient other(server.port());
  ASSERT_TRUE(other.send("GET /echo HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_EQ(other.read_answer()->status, 200);
}

}  // namespace
}  // namespace flows::http
