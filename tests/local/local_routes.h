#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "local/local_services.h"
#include "runs/execution_runner.h"
#include "runs/recent_runs.h"
#include "store/snapshots.h"
#include "support/echo_model.h"
#include "support/fake_clock.h"

namespace flows::local {

// The routes with everything that they need, called without a server.
class LocalRoutes : public ::testing::Test {
 protected:
  wire::Response call(std::string_view method, std::string_view target, std::string body = {}) {
    const auto path = target.substr(0, target.find('?'));
    for (const Route& route : routes()) {
      if (route.method != method || route.path != path) continue;
      const wire::Request request{std::string(method), std::string(target), {}, std::move(body)};
      return route.handler(request, {}, local_.services);
    }
    ADD_FAILURE() << "no row for " << method << ' ' << path;
    return {};
  }

  // Calls the route with that pattern, which the router has found with these labels.
  wire::Response call_labeled(std::string_view method, std::string_view pattern,
                              const Labels& labels, std::string target, std::string body = {}) {
    for (const Route& route : routes()) {
      if (route.method != method || route.path != pattern) continue;
      const wire::Request request{std::string(method), std::move(target), {}, std::move(body)};
      return route.handler(request, labels, local_.services);
    }
    ADD_FAILURE() << "no row for " << method << ' ' << pattern;
    return {};
  }

  // `operation` must never be destroyed.
  void journal(const char* operation, const std::string& flow, int status,
               const std::string& error = "") {
    local_.journal.add({.time = clock_.now(),
                        .request_id = std::string("id-of-") + operation,
                        .service = "bedrock-agent",
                        .operation = operation,
                        .flow = flow,
                        .caller = {.account = "123456789012", .region = "us-east-1"},
                        .status = status,
                        .error_code = error,
                        .duration = std::chrono::microseconds(1500)});
  }

  // The operations that the response lists.
  std::vector<std::string> journaled(const std::string& query) {
    const auto response = base::parse_json(call("GET", "/_local/requests" + query).body).value();
    std::vector<std::string> operations;
    for (const auto& entry : response["requests"]) operations.push_back(entry["operation"]);
    return operations;
  }

  void add_call(std::string_view kind, std::string_view operation, std::string node,
                std::optional<base::Error> error = {}) {
    local_.calls.add({.time = clock_.now(),
                      .kind = kind,
                      .operation = operation,
                      .run = {.flow_arn = "arn:aws:bedrock:us-east-1:123456789012:flow/FLOW000001",
                              .alias_arn = {},
                              .execution_id = "run-1"},
                      .node = std::move(node),
                      .served_by = error ? "" : "/lambdas/0",
                      .request = R"({"a":1})",
                      .response = "[2]",
                      .error = std::move(error),
                      .duration = std::chrono::microseconds(1500)});
  }

  std::vector<std::string> nodes_of_calls(const std::string& query) {
    const auto response = base::parse_json(call("GET", "/_local/calls" + query).body).value();
    std::vector<std::string> nodes;
    for (const auto& entry : response["calls"]) nodes.push_back(entry["node"]);
    return nodes;
  }

  flows::testing::FakeClock clock_;
  std::unique_ptr<store::Database> db_ = store::Database::open({}).value();
  base::RandomIds ids_;
  testing::EchoModel model_;
  testing::EchoServices echoes_;
  runs::RunManager runs_{
      {.flow_timeout = std::chrono::hours(1)}, testing::clients_of(model_, echoes_), clock_, ids_};
  runs::ExecutionRunner executions_{{}, runs_, *db_, clock_};
  runs::RecentRuns recent_runs_;
  LocalServices local_{*db_, clock_, executions_, recent_runs_};
};

}  // namespace flows::local
