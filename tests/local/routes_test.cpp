#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <utility>

#include "flows/version.h"
#include "local/route.h"
#include "support/fake_clock.h"

namespace flows::local {
namespace {

using flows::testing::FakeClock;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using MethodAndPath = std::pair<std::string, std::string>;

// Every route that the program promises.
const std::set<MethodAndPath> kPromised = {
    {"GET", "/_local/health"},
    {"POST", "/_local/reset"},
    {"GET", "/_local/state"},
    {"PUT", "/_local/state"},
    {"GET", "/_local/backends"},
    {"PUT", "/_local/backends"},
    {"GET", "/_local/clock"},
    {"POST", "/_local/clock"},
    {"GET", "/_local/snapshots"},
    {"POST", "/_local/snapshots/{name}"},
    {"POST", "/_local/snapshots/{name}/load"},
    {"DELETE", "/_local/snapshots/{name}"},
    {"GET", "/_local/requests"},
    {"DELETE", "/_local/requests"},
    {"GET", "/_local/calls"},
    {"DELETE", "/_local/calls"},
    {"GET", "/_local/executions"},
    {"GET", "/_local/executions/{id}"},
    {"GET", "/_local/coverage"},
    {"GET", "/_local/faults"},
    {"PUT", "/_local/faults"},
    {"DELETE", "/_local/faults"},
    {"GET", "/_local/metrics"},
    {"GET", "/_local/console/"},
};

class LocalRoutes : public ::testing::Test {
 protected:
  wire::Response call(std::string_view method, std::string_view path, std::string body = {}) {
    for (const Route& route : routes()) {
      if (route.method != method || route.path != path) continue;
      const wire::Request request{std::string(method), std::string(path), {}, std::move(body)};
      return route.handler(request, {}, services_);
    }
    ADD_FAILURE() << "no row for " << method << ' ' << path;
    return {};
  }

  FakeClock clock_;
  std::unique_ptr<backends::Backends> backends_ = *backends::Backends::open({}, clock_);
  std::stop_source stop_;
  Services services_{*backends_, clock_, clock_.now(), stop_.get_token()};
};

TEST_F(LocalRoutes, EveryPromisedRouteHasARowOrAReason) {
  std::set<MethodAndPath> found;
  for (const Route& route : routes()) {
    EXPECT_TRUE(found.emplace(route.method, route.path).second) << route.path << " twice";
  }
  for (const NotSupported& route : not_supported()) {
    EXPECT_TRUE(found.emplace(route.method, route.path).second) << route.path << " twice";
    EXPECT_FALSE(route.reason.empty()) << route.path;
  }
  EXPECT_EQ(found, kPromised);
}

TEST_F(LocalRoutes, HealthSaysVersionAndUptime) {
  clock_.advance(std::chrono::milliseconds(90'999));
  const auto response = call("GET", "/_local/health");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body,
            std::string(R"({"status":"ok","version":")") + version() + R"(","uptimeSeconds":90})");
  ASSERT_EQ(response.headers.size(), 1U);
  EXPECT_EQ(response.headers[0], (wire::Header{"Content-Type", "application/json"}));
}

TEST_F(LocalRoutes, HealthIs503WhileTheServerStops) {
  stop_.request_stop();
  const auto response = call("GET", "/_local/health");
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, StartsWith(R"({"status":"stopping")"));
}

TEST_F(LocalRoutes, UptimeIsNeverNegative) {
  clock_.advance(-std::chrono::hours(1));
  EXPECT_THAT(call("GET", "/_local/health").body, HasSubstr(R"("uptimeSeconds":0})"));
}

TEST_F(LocalRoutes, BackendsAreEmptyAtFirst) {
  const auto response = call("GET", "/_local/backends");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "{}");
}

TEST_F(LocalRoutes, PutBackendsAnswersTheDocumentInForce) {
  const auto response = call("PUT", "/_local/backends", R"({ "models": [{"echo": true}] })");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"models":[{"echo":true}]})");
  EXPECT_EQ(call("GET", "/_local/backends").body, response.body);
}

TEST_F(LocalRoutes, PutOfABadDocumentNamesThePointerAndChangesNothing) {
  call("PUT", "/_local/backends", R"({"models":[{"echo":true}]})");
  const auto response = call("PUT", "/_local/backends", R"({"models":[{"echo":true,"times":0}]})");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, StartsWith(R"({"message":"/models/0/times: must be)"));
  EXPECT_EQ(call("GET", "/_local/backends").body, R"({"models":[{"echo":true}]})");
}

TEST_F(LocalRoutes, PutOfAnEmptyBodyIsRefused) {
  const auto response = call("PUT", "/_local/backends");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("is not valid JSON"));
}

TEST(MessageResponse, QuotesTheMessage) {
  EXPECT_EQ(message_response(400, "a \"b\"").body, R"({"message":"a \"b\""})");
}

}  // namespace
}  // namespace flows::local
