#include "net/protocol_probe.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/local_server.h"

namespace flows::net {
namespace {

using ::testing::HasSubstr;
using testing::LocalServer;
using testing::Peer;
using namespace std::chrono_literals;
using namespace std::string_literals;

constexpr auto kPatience = 60s;  // no test waits for its end

base::Result<bool> probe(const LocalServer& server, std::string_view scheme = "http") {
  const auto url = parse_url(fmt::format("{}://127.0.0.1:{}", scheme, server.port()));
  return speaks_http2(url.value(), kPatience);
}

TEST(SpeaksHttp2, BelievesSettings) {
  std::string start;
  const LocalServer server([&](Peer& peer) {
    start = peer.read_bytes(33);
    peer.send("\0\0\0\4\0\0\0\0\0"s);
    peer.wait_until_left();
  });
  EXPECT_TRUE(probe(server).value());
  EXPECT_EQ(start, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"s);
}

TEST(SpeaksHttp2, BelievesNothingElse) {
  for (const auto& response : {"HTTP/1.1 400 Bad Request\r\n\r\n"s, "\0\0\0\7\0\0\0\0\0"s, ""s}) {
    const LocalServer server([&](Peer& peer) {
      peer.read_bytes(33);
      peer.send(response);
    });
    EXPECT_FALSE(probe(server).value()) << response;
  }
}

TEST(SpeaksHttp2, SaysThatThereIsNoConnectionOrNoTls) {
  std::uint16_t port = 0;
  {
    const LocalServer gone([](Peer&) {});
    port = gone.port();
    const auto found = probe(gone, "https");
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().message, HasSubstr(fmt::format("from 127.0.0.1:{}: ", port)));
  }
  const auto found =
      speaks_http2(parse_url(fmt::format("http://127.0.0.1:{}", port)).value(), kPatience);
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, HasSubstr("refused"));
}

TEST(SpeaksHttp2, DoesNotWaitForASilentServer) {
  const LocalServer silent([](Peer& peer) { peer.wait_until_left(); });
  const auto url = parse_url(fmt::format("http://127.0.0.1:{}", silent.port()));
  EXPECT_FALSE(speaks_http2(url.value(), 50ms).value());
}

}  // namespace
}  // namespace flows::net
