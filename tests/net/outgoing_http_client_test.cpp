#include "net/outgoing_http_client.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <semaphore>
#include <vector>

#include "support/local_server.h"
#include "support/wait.h"

namespace flows::net {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using testing::LocalServer;
using testing::Peer;
using testing::respond_with;
using namespace std::chrono_literals;
namespace limits = base::limits;

constexpr std::string_view kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

HttpRequest get(std::uint16_t port, const std::string& target = "/") {
  return {.url = parse_url(fmt::format("http://127.0.0.1:{}{}", port, target)).value()};
}

// What `fetch` says of a server; "" if it has a response.
std::string fault_of(const LocalServer& server, const FetchOptions& options = {}) {
  OutgoingHttpClient client;
  const auto response = client.fetch(get(server.port()), options);
  if (response) return "";
  EXPECT_EQ(response.error().code, base::ErrorCode::kDependencyFailed);
  EXPECT_THAT(response.error().message,
              HasSubstr(fmt::format("No response from 127.0.0.1:{}: ", server.port())));
  return response.error().message;
}

TEST(Fetch, GivesStatusHeadersAndBody) {
  const LocalServer server(respond_with(
      "HTTP/1.1 404 Not Found\r\nX-One: 1\r\nx-one: 2\r\nContent-Length: 4\r\n\r\ngone"));
  OutgoingHttpClient client;
  const auto response = client.fetch(get(server.port()), {}).value();
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.body, "gone");
  EXPECT_THAT(response.headers, ElementsAre(wire::Header{"X-One", "1"}, wire::Header{"x-one", "2"},
                                            wire::Header{"Content-Length", "4"}));
}

TEST(Fetch, SendsWhatItIsGiven) {
  std::string head;
  std::string body;
  {
    const LocalServer server([&](Peer& peer) {
      head = peer.read_head();
      body = peer.read_bytes(3);
      peer.send(kHello);
    });
    OutgoingHttpClient client;
    HttpRequest request = get(server.port(), "/a%2Fb?c=d");
    request.method = "POST";
    request.headers = {{"X-Mine", "1"}, {"X-Mine", "2"}};
    request.body = "b\r\n";
    ASSERT_TRUE(client.fetch(request, {}));
    EXPECT_EQ(head, fmt::format("POST /a%2Fb?c=d HTTP/1.1\r\nX-Mine: 1\r\nX-Mine: 2\r\n"
                                "Host: 127.0.0.1:{}\r\nUser-Agent: bedrock-flows-local\r\n"
                                "Content-Length: 3\r\n\r\n",
                                server.port()));
  }
  EXPECT_EQ(body, "b\r\n");
}

TEST(Fetch, LetsNoValueForgeAHeader) {
  OutgoingHttpClient client;
  HttpRequest request = get(1);
  request.headers = {{"X-Mine", "1\r\nX-Theirs: 2"}};
  EXPECT_EQ(client.fetch(request, {}).error().code, base::ErrorCode::kValidation);
  request.headers = {{"X Mine", "1"}};
  EXPECT_EQ(client.fetch(request, {}).error().code, base::ErrorCode::kValidation);
  request.headers = {};
  request.method = "GET /other HTTP/1.1\r\n";
  EXPECT_EQ(client.fetch(request, {}).error().code, base::ErrorCode::kValidation);
}

TEST(Fetch, ReadsEveryFormOfABody) {
  for (const char* bytes :
       {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"}) {
    const LocalServer server(respond_with(bytes));
    OutgoingHttpClient client;
    EXPECT_EQ(client.fetch(get(server.port()), {}).value().body, "hello");
  }
  const LocalServer until_close([](Peer& peer) {
    peer.read_head();
    peer.send("HTTP/1.0 200 OK\r\n\r\nhello");
  });
  OutgoingHttpClient client;
  EXPECT_EQ(client.fetch(get(until_close.port()), {}).value().body, "hello");
}

TEST(Fetch, OfAHeadHasNoBody) {
  const LocalServer server(respond_with("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"));
  OutgoingHttpClient client;
  HttpRequest request = get(server.port());
  request.method = "HEAD";
  for (int time = 0; time < 2; ++time) EXPECT_EQ(client.fetch(request, {}).value().body, "");
  EXPECT_EQ(server.connections(), 1);
}

TEST(Fetch, FollowsNoRedirect) {
  const LocalServer server(respond_with(
      "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"));
  OutgoingHttpClient client;
  EXPECT_EQ(client.fetch(get(server.port()), {}).value().status, 302);
}

TEST(Fetch, LooksAtNoProxyVariable) {
  const LocalServer server(respond_with(std::string(kHello)));
  for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) {
    ::setenv(name, "http://127.0.0.1:1", 1);
  }
  EXPECT_EQ(fault_of(server), "");
  for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) ::unsetenv(name);
}

TEST(Fetch, SaysThatNobodyIsThere) {
  std::uint16_t port = 0;
  {
    const LocalServer server(respond_with(""));
    port = server.port();
  }
  OutgoingHttpClient client;
  EXPECT_EQ(client.fetch(get(port), {}).error().message,
            fmt::format("No response from 127.0.0.1:{}: Connection refused.", port));
}

TEST(Fetch, TriesTheNextAddressOfAName) {
  const LocalServer server(respond_with(std::string(kHello)));
  OutgoingHttpClient client({.lookup = [](const std::string& host) {
    EXPECT_EQ(host, "two.example");
    return base::Result<Addresses>(Addresses{"127.0.0.9", "127.0.0.1"});
  }});
  HttpRequest request = get(server.port());
  request.url.host = "two.example";
  EXPECT_EQ(client.fetch(request, {}).value().body, "hello");
}

TEST(Fetch, SaysWhatAServerDidInstead) {
  const auto after_head = [](std::string bytes, bool reset) {
    return [bytes = std::move(bytes), reset](Peer& peer) {
      peer.read_head();
      peer.send(bytes);
      if (reset) peer.reset();
    };
  };
  EXPECT_THAT(fault_of(LocalServer(after_head("", false))),
              EndsWith(": the connection ended before a response."));
  EXPECT_THAT(fault_of(LocalServer(after_head("", true))), EndsWith(": Connection reset by peer."));
  EXPECT_THAT(fault_of(LocalServer(after_head("SSH-2.0-OpenSSH_9.2\r\n", false))),
              HasSubstr("does not speak HTTP"));
  EXPECT_THAT(fault_of(LocalServer(after_head("HTTP/1.1 2oo OK\r\n\r\n", false))),
              HasSubstr("does not speak HTTP"));
  const std::string half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello";
  EXPECT_THAT(fault_of(LocalServer(after_head(half, false))),
              EndsWith(": the connection ended within the response."));
  EXPECT_THAT(fault_of(LocalServer(after_head("HTTP/1.1 200", false))),
              EndsWith(": the connection ended within the response."));
}

TEST(Fetch, GivesUpOnAServerThatSaysNothing) {
  const LocalServer server([](Peer& peer) { peer.wait_until_left(); });
  EXPECT_THAT(fault_of(server, {.timeout = 20ms}), EndsWith(": it took longer than 20 ms."));
}

TEST(Fetch, CountsTheWholeCallAndNotItsSteps) {
  const LocalServer server([](Peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    while (!peer.has_left_within(10ms)) peer.send("x");
  });
  EXPECT_THAT(fault_of(server, {.timeout = 100ms}), EndsWith(": it took longer than 100 ms."));
}

TEST(Fetch, GivesUpOnAServerThatReadsNothing) {
  const LocalServer server([](Peer& peer) { peer.wait_until_left(); });
  OutgoingHttpClient client;
  HttpRequest request = get(server.port());
  request.method = "PUT";
  request.body.resize(32 * 1024 * 1024);  // more than the system's buffers take
  EXPECT_THAT(client.fetch(request, {.timeout = 50ms}).error().message,
              EndsWith(": it took longer than 50 ms."));
}

TEST(Fetch, EndsWithAStop) {
  std::stop_source stop;
  const LocalServer server([&](Peer& peer) {
    peer.read_head();
    stop.request_stop();
    peer.wait_until_left();
  });
  EXPECT_THAT(fault_of(server, {.stop = stop.get_token()}), EndsWith(": the call was stopped."));
  EXPECT_THAT(fault_of(server, {.stop = stop.get_token()}), EndsWith(": the call was stopped."));
}

TEST(Fetch, HasItsLimitsIfNothingElseIsSaid) {
  const FetchOptions options;
  EXPECT_EQ(options.timeout, limits::kFetchTimeout);
  const LocalServer long_head([](Peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\nX: " + std::string(limits::kResponseHeadBytesMax, 'x'));
    peer.wait_until_left();
  });
  EXPECT_THAT(fault_of(long_head),
              EndsWith(fmt::format(": the head of the response has more than {} bytes.",
                                   limits::kResponseHeadBytesMax)));
  const LocalServer long_body(respond_with(fmt::format(
      "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", limits::kResponseBodyBytesMax + 1)));
  EXPECT_THAT(fault_of(long_body),
              EndsWith(fmt::format(": the body of the response has more than {} bytes.",
                                   limits::kResponseBodyBytesMax)));
}

TEST(Fetch, CountsChunksTowardsTheLimit) {
  const LocalServer server([](Peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (peer.send("4\r\nabcd\r\n")) continue;
  });
  EXPECT_THAT(fault_of(server, {.body_bytes_max = 1000}), HasSubstr("more than 1000 bytes"));
}

TEST(Fetch, HandsABodyOutAsItComes) {
  std::binary_semaphore first_was_read{0};
  const LocalServer server([&](Peer& peer) {
    peer.read_head();
    peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
    if (first_was_read.try_acquire_for(1min)) peer.send("data: 2\n\n");
  });
  OutgoingHttpClient client;
  std::vector<std::string> pieces;
  const auto response = client.fetch(
      get(server.port()), {.read_body = [&](const wire::Response& head, std::string_view piece) {
        EXPECT_EQ(head.status, 200);
        EXPECT_EQ(head.headers.size(), 1U);
        pieces.emplace_back(piece);
        if (pieces.size() == 1) first_was_read.release();
        return true;
      }});
  EXPECT_EQ(response.value().body, "");
  EXPECT_THAT(pieces, ElementsAre("data: 1\n\n", "data: 2\n\n"));
}

TEST(Fetch, EndsWhereItsReaderHasEnough) {
  const LocalServer server([](Peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\n\r\nenough");
    peer.wait_until_left();
  });
  OutgoingHttpClient client;
  const auto enough = [](const wire::Response&, std::string_view) { return false; };
  EXPECT_EQ(client.fetch(get(server.port()), {.read_body = enough}).value().status, 200);
}

TEST(Fetch, LetsWhatItsReaderThrowsPass) {
  const LocalServer server(respond_with(std::string(kHello)));
  OutgoingHttpClient client;
  const auto broken = [](const wire::Response&, std::string_view) -> bool {
    throw std::runtime_error("broken");
  };
  EXPECT_THROW((void)client.fetch(get(server.port()), {.read_body = broken}), std::runtime_error);
  EXPECT_EQ(client.fetch(get(server.port()), {}).value().body, "hello");
}

TEST(Connections, CarryOneCallAfterTheOther) {
  const LocalServer server(respond_with(std::string(kHello)));
  OutgoingHttpClient client;
  for (int time = 0; time < 3; ++time) {
    EXPECT_EQ(client.fetch(get(server.port()), {}).value().body, "hello");
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST(Connections, AreLeftWhenTheServerSaysSo) {
  const LocalServer server(
      respond_with("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
  OutgoingHttpClient client;
  for (int time = 0; time < 2; ++time) EXPECT_TRUE(client.fetch(get(server.port()), {}));
  EXPECT_EQ(server.connections(), 2);
}

TEST(Connections, ThatWereClosedMeanwhileAreNotUsed) {
  const LocalServer server([](Peer& peer) {
    peer.read_head();
    peer.send(kHello);
  });
  OutgoingHttpClient client;
  for (int time = 0; time < 3; ++time) {
    EXPECT_EQ(client.fetch(get(server.port()), {}).value().body, "hello");
  }
  EXPECT_EQ(server.connections(), 3);
}

// The server reads the second request, then closes: nobody knows what it did with it.
TEST(Connections, ThatEndUnheardAreRepeatedWhereThatDoesNoHarm) {
  for (const auto& [method, is_repeated] : {std::pair{"GET", true}, {"POST", false}}) {
    const LocalServer server([](Peer& peer) {
      peer.read_head();
      peer.send(kHello);
      peer.read_head();
    });
    OutgoingHttpClient client;
    HttpRequest request = get(server.port());
    request.method = method;
    EXPECT_TRUE(client.fetch(request, {}));
    EXPECT_EQ(client.fetch(request, {}).has_value(), is_repeated) << method;
    EXPECT_EQ(server.connections(), is_repeated ? 2 : 1) << method;
  }
}

TEST(Connections, IdleOnlyForSoLong) {
  EXPECT_EQ(OutgoingHttpOptions{}.idle_lifetime, limits::kIdleConnectionLifetime);
  const LocalServer server(respond_with(std::string(kHello)));
  OutgoingHttpClient client({.idle_lifetime = 0ms});
  for (int time = 0; time < 2; ++time) EXPECT_TRUE(client.fetch(get(server.port()), {}));
  EXPECT_EQ(server.connections(), 2);
}

TEST(Connections, IdleOnlyInSuchNumbers) {
  OutgoingHttpClient client;
  std::vector<std::unique_ptr<LocalServer>> servers;
  for (std::size_t at = 0; at <= limits::kIdleConnectionsMax; ++at) {
    servers.push_back(std::make_unique<LocalServer>(respond_with(std::string(kHello))));
    ASSERT_TRUE(client.fetch(get(servers.back()->port()), {}));
  }
  ASSERT_TRUE(client.fetch(get(servers.back()->port()), {}));
  ASSERT_TRUE(client.fetch(get(servers.front()->port()), {}));
  EXPECT_EQ(servers.back()->connections(), 1);
  EXPECT_EQ(servers.front()->connections(), 2);  // it was the one to go
}

TEST(Connections, CarryTheCallsOfManyThreads) {
  const LocalServer one(respond_with(std::string(kHello)));
  const LocalServer other(respond_with(std::string(kHello)));
  OutgoingHttpClient client;
  std::vector<testing::TestThread> threads;
  for (const LocalServer* server : {&one, &other}) {
    threads.emplace_back("calls out", [&client, server] {
      for (int time = 0; time < 50; ++time) {
        EXPECT_EQ(client.fetch(get(server->port()), {}).value().body, "hello");
      }
    });
  }
}

}  // namespace
}  // namespace flows::net
