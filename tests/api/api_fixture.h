#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>

#include "api/flow_targets.h"
#include "api/serve.h"
#include "runs/execution_runner.h"
#include "runs/recent_runs.h"
#include "runs/run_manager.h"
#include "support/echo_model.h"
#include "support/fake_clock.h"
#include "support/sequential_ids.h"
#include "support/temp_dir.h"
#include "wire/error_body.h"

namespace flows::api {

// The operations of the API on a real store, called with requests as they arrive from the network.
// Every response is golden text: the clock stands still and identifiers count.
class ApiFixture : public ::testing::Test {
 protected:
  static constexpr std::string_view kRole = "arn:aws:iam::123456789012:role/r";
  static constexpr std::string_view kTime = "2026-08-01T00:00:00.000000000Z";

  testing::TempDir folder_;
  testing::FakeClock clock_;
  testing::SequentialIds ids_;
  testing::EchoModel model_;
  testing::EchoServices echoes_;
  std::unique_ptr<store::Database> db_ =
      store::Database::open({.file = folder_.file("state.db")}).value();
  runs::RunManager runs_{
      {.flow_timeout = std::chrono::hours(1)}, testing::clients_of(model_, echoes_), clock_, ids_};
  runs::ExecutionRunner executions_{{}, runs_, *db_, clock_};
  runs::RecentRuns recent_runs_;
  FlowTargets targets_{*db_, runs_};
  Services services_ = services_with(runs_, targets_);

  // The same with another RunManager.
  Services services_with(runs::RunManager& runs, FlowTargets& targets) {
    return {.db = *db_,
            .runs = runs,
            .targets = targets,
            .executions = executions_,
            .recent_runs = recent_runs_,
            .clock = clock_,
            .ids = ids_};
  }
  base::Caller caller_{.account = "123456789012", .region = "us-east-1"};

  wire::Response call(std::string_view method, std::string_view target, std::string body = {}) {
    const wire::Request request{.method = std::string(method),
                                .target = std::string(target),
                                .headers = {},
                                .body = std::move(body)};
    auto parsed = wire::parse_target(target);
    if (!parsed) return wire::error_response(wire::Service::kControl, parsed.error());
    const auto found = route(request, *std::move(parsed));
    if (!found) return wire::error_response(wire::Service::kControl, found.error());
    const auto read = read_request(*found, request, caller_);
    if (!read) return wire::error_response(found->operation->service, read.error());
    return serve(*found, *read, services_);
  }

  // The steps that many tests begin with; each must succeed.
  void create_flow_named(const std::string& name, const std::string& definition = kSmallest) {
    const auto response = call("POST", "/flows/",
                               R"({"name":")" + name + R"(","executionRoleArn":")" +
                                   std::string(kRole) + R"(","definition":)" + definition + "}");
    ASSERT_EQ(response.status, 201) << response.body;
  }

  void prepare(const std::string& flow_id) {
    const auto response = call("POST", "/flows/" + flow_id + "/");
    ASSERT_EQ(response.status, 202) << response.body;
  }

  // A flow that has no findings: its input is its output.
  inline static const std::string kSmallest =
      R"({"nodes":[{"name":"In","type":"Input","outputs":[{"name":"document","type":"String"}]},)"
      R"({"name":"Out","type":"Output","inputs":)"
      R"([{"name":"document","type":"String","expression":"$.data"}]}],"connections":)"
      R"([{"name":"InToOut","type":"Data","source":"In","target":"Out","configuration":)"
      R"({"data":{"sourceOutput":"document","targetInput":"document"}}}]})";
};

// Returns the parts of an error response that a client reads, in one line.
inline std::string summary(const wire::Response& response) {
  std::string type;
  for (const auto& header : response.headers) {
    if (header.name == "x-amzn-ErrorType") type = header.value;
  }
  return std::to_string(response.status) + " " + type + " " + response.body;
}

inline constexpr std::string_view kNotFound =
    "404 ResourceNotFoundException "
    R"({"message":"Failed to retrieve resource because it doesn't exist. Retry your request with )"
    R"(a different resource identifier."})";

}  // namespace flows::api
