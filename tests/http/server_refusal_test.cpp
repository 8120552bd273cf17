#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <vector>

#include "base/limits.h"
#include "http/test_server.h"
#include "support/socket_client.h"
#include "support/wait.h"

// What a server does by itself: refusals, which reach no router, and the end of a connection.
namespace flows::http {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using testing::SocketClient;

// Collects what a server reports of refused requests.
class Refusals {
 public:
  RefusalHandler handler() {
    return [this](const wire::Request& request, const Exchange& exchange,
                  const wire::Response& response) {
      const std::lock_guard lock(mutex_);
      EXPECT_FALSE(exchange.request_id.empty());
      seen_.push_back(request.method + " " + request.target + " " +
                      std::to_string(response.status));
    };
  }
  std::vector<std::string> seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> seen_;
};

int status_after(const TestServer& server, const std::string& bytes) {
  SocketClient client(server.port());
  client.send(bytes);
  const auto response = client.read_response();
  return response ? response->status : 0;
}

TEST(Refusal, EachIsReportedWithWhatIsKnownOfTheRequest) {
  Refusals refusals;
  ServerOptions options;
  options.on_refusal = refusals.handler();
  const TestServer server({}, options);
  options.request_timeout = milliseconds(60);
  const TestServer hasty({}, options);
  const std::string host = " HTTP/1.1\r\nHost: localhost\r\n";
  EXPECT_EQ(status_after(server, "POST /a" + host + "Content-Length: 99999999\r\n\r\n"), 413);
  EXPECT_EQ(status_after(server, "POST /b" + host + "X: " + std::string(70'000, 'x')), 431);
  EXPECT_EQ(status_after(server, "POST /c" + host + "bad\r\n\r\n"), 400);
  EXPECT_EQ(status_after(hasty, "POST /d" + host + "Content-Length: 5\r\n\r\nhi"), 408);
  EXPECT_EQ(status_after(server, "nonsense\r\n\r\n"), 400);
  EXPECT_EQ(status_after(server, "POST /e" + host + "Expect: tea\r\n\r\n"), 417);
  EXPECT_EQ(status_after(server, "POST /f" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n"),
            501);
  EXPECT_EQ(status_after(server, "GET /g HTTP/1.1\r\nHost: evil.example\r\n\r\n"), 403);
  EXPECT_EQ(status_after(server, "GET /echo" + host + "\r\n"), 200);
  EXPECT_THAT(refusals.seen(),
              ElementsAre("POST /a 413", "POST /b 431", "POST /c 400", "POST /d 408", "  400",
                          "POST /e 417", "POST /f 501", "GET /g 403"));
}

TEST(Refusal, APreflightIsNone) {
  Refusals refusals;
  ServerOptions options;
  options.browsers.cors_origins = {"http://app.test"};
  options.on_refusal = refusals.handler();
  const TestServer server({}, std::move(options));
  EXPECT_EQ(status_after(server,
                         "OPTIONS /echo HTTP/1.1\r\nHost: localhost\r\nOrigin: http://app.test\r\n"
                         "Access-Control-Request-Method: PUT\r\n\r\n"),
            204);
  EXPECT_THAT(refusals.seen(), ::testing::IsEmpty());
}

TEST(Refusal, TheGuardDoesNotWaitForTheBody) {
  const TestServer server;
  EXPECT_EQ(status_after(server,
                         "POST /echo HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 9\r\n\r\n"),
            403);
}

TEST(Refusal, APageMayReadThatItsBodyIsTooLarge) {
  ServerOptions options;
  options.browsers.cors_origins = {"http://app.test"};
  const TestServer server({}, std::move(options));
  SocketClient client(server.port());
  client.send(
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nOrigin: http://app.test\r\n"
      "Content-Length: 99999999\r\n\r\n");
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 413);
  EXPECT_EQ(response->header("Access-Control-Allow-Origin"), "http://app.test");
}

TEST(Server, SkipsEmptyLinesBeforeARequest) {
  const TestServer server;
  SocketClient client(server.port());
  const std::string get = "GET /echo HTTP/1.1\r\nHost: h\r\n\r\n";
  for (const std::string before : {"\r\n", "\r\n\r\n\n", ""}) {
    ASSERT_TRUE(client.send(before + get));
    EXPECT_EQ(client.read_response()->status, 200);
  }
  ASSERT_TRUE(client.send("\r"));
  ASSERT_TRUE(client.send("\n" + get));
  EXPECT_EQ(client.read_response()->status, 200);
}

TEST(Server, ConnectionsThatSendOnlyEmptyLinesAreIdle) {
  ServerOptions options{.idle_timeout = milliseconds(60)};
  const TestServer server({}, std::move(options));
  SocketClient client(server.port());
  ASSERT_TRUE(client.send("\r\n\r\n\r"));
  EXPECT_TRUE(client.is_at_end());  // without a response
}

// A client whose connection the server has ended, and which neither closes it nor reads. While it
// lasts, the server takes no other.
class EndedConnection {
 public:
  explicit EndedConnection(milliseconds end_timeout)
      : server_(
            {},
            {.write_timeout = milliseconds(100), .end_timeout = end_timeout, .connections_max = 1}),
        client_(server_.port()) {
    client_.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nthis is no frame of HTTP/2");
    while (!client_.read_some().empty()) {
    }
  }

  SocketClient& client() { return client_; }
  int status_of_next() {
    return status_after(server_, "GET /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  }

 private:
  TestServer server_;
  SocketClient client_;
};

TEST(Connection, AClientThatDoesNotCloseItsEndIsNotWaitedForLong) {  // kConnectionEndTimeout
  EndedConnection ended(milliseconds(100));
  EXPECT_EQ(ended.status_of_next(), 200);
}

TEST(Connection, AClientThatSendsOnAfterTheEndIsNotReadForEver) {
  EndedConnection ended(std::chrono::hours(1));
  ended.client().send(std::string(base::limits::kConnectionEndBytesMax, 'x'));
  EXPECT_EQ(ended.status_of_next(), 200);
}

}  // namespace
}  // namespace flows::http
