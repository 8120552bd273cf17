#include "http/health_probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "http/test_server.h"
#include "support/socket_client.h"

namespace flows::http {
namespace {

using ::testing::HasSubstr;

constexpr std::chrono::milliseconds kPatience{30'000};

TEST(ParseEndpoint, SplitsAUrl) {
  const auto parse = [](std::string_view url) {
    auto endpoint = parse_endpoint(url);
    return endpoint ? *endpoint : Endpoint{};
  };
  EXPECT_EQ(parse("http://localhost:8484"), (Endpoint{"localhost", 8484, ""}));
  EXPECT_EQ(parse("HTTP://127.0.0.1/"), (Endpoint{"127.0.0.1", 80, ""}));
  EXPECT_EQ(parse("http://[::1]:9/base/"), (Endpoint{"::1", 9, "/base"}));
  EXPECT_EQ(parse("http://[::1]"), (Endpoint{"::1", 80, ""}));
}

TEST(ParseEndpoint, RefusesWhatIsNoHttpUrl) {
  for (const char* url :
       {"", "localhost:8484", "ftp://x", "http://", "http://:1", "http://x:", "http://x:0",
        "http://x:99999", "http://x:1a", "http://[::1", "http://[]:1", "http://[::1]x:1"}) {
    EXPECT_FALSE(parse_endpoint(url)) << url;
  }
}

TEST(ParseEndpoint, SaysThatHttpsCannotBeProbed) {
  const auto endpoint = parse_endpoint("https://bedrock-agent.us-east-1.amazonaws.com");
  ASSERT_FALSE(endpoint);
  EXPECT_THAT(endpoint.error().message, HasSubstr("cannot be probed"));
}

TEST(GetStatus, GivesTheStatusOfTheAnswer) {
  const auto status = [](int number) {
    return answer_on(wire::RunsOn::kIoThread, [number](const auto&, const auto&) {
      return wire::Response{.status = number, .headers = {}, .body = "text"};
    });
  };
  const TestServer server({{"/well", status(200)}, {"/ill", status(503)}});
  const auto well = get_status("127.0.0.1", server.port(), "/well", kPatience);
  const auto ill = get_status("localhost", server.port(), "/ill", kPatience);
  ASSERT_TRUE(well) << well.error().message;
  ASSERT_TRUE(ill) << ill.error().message;
  EXPECT_EQ(*well, 200);
  EXPECT_EQ(*ill, 503);
}

TEST(GetStatus, NamesHostAndPortIfNobodyAnswers) {
  std::uint16_t port = 0;
  {
    const TestServer server;
    port = server.port();
  }
  const auto status = get_status("127.0.0.1", port, "/", kPatience);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, base::ErrorCode::kDependencyFailed);
  EXPECT_THAT(status.error().message, HasSubstr("127.0.0.1:" + std::to_string(port)));
}

TEST(GetStatus, GivesUpOnAServerThatSaysNothing) {
  // Nobody has called `start`, so the connection waits and no answer comes.
  testing::FakeClock clock;
  testing::SequentialIds ids;
  Server server(
      {}, [](const wire::Request&, const wire::Exchange&) { return Route(); }, clock, ids);
  ASSERT_TRUE(server.listen());
  const auto status = get_status("127.0.0.1", server.port(), "/", std::chrono::milliseconds(20));
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, HasSubstr("took too long"));
}

}  // namespace
}  // namespace flows::http
