// These tests check how much GET /_local/executions returns at once.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/limits.h"
#include "local/local_routes.h"
#include "model/event_json.h"
#include "store/execution_store.h"
#include "store/flow_store.h"

namespace flows::local {
namespace {

namespace limits = base::limits;

class LocalExecutions : public LocalRoutes {
 protected:
  void SetUp() override {
    ASSERT_TRUE(db_->write([&](store::WriteTxn& txn) {
      return store::create_flow(txn, caller_, "FLOW000001",
                                {.name = "one", .execution_role_arn = "role"}, clock_.now());
    }));
  }

  // The ID of a new execution that is Running; `document` is its input.
  std::int64_t begin(const std::string& name, const std::string& document) {
    const model::FlowEvent input{
        .kind = model::FlowEventKind::kFlowInput,
        .time = clock_.now(),
        .node = "In",
        .fields = {{.name = "document", .content = document, .type = model::IoType::kString}}};
    const store::NewExecution execution{
        .name = {.flow_id = "FLOW000001", .alias_id = "TSTALIASID", .name = name},
        .snapshot = {.version = "DRAFT",
                     .revision = 1,
                     .execution_role_arn = "role",
                     .definition_json = "{}"}};
    const auto begun = db_->write([&](store::WriteTxn& txn) {
      return store::start_execution(txn, caller_, execution, model::to_json_text(input), 1000,
                                    clock_.now());
    });
    CHECK(begun, "the execution can be stored");
    return *begun;
  }

  base::Json listed(const std::string& query = "") {
    return base::parse_json(call("GET", "/_local/executions" + query).body).value()["executions"];
  }

  base::Caller caller_{.account = "123456789012", .region = "us-east-1"};
};

TEST_F(LocalExecutions, AHundredAreListedUnlessMoreAreAskedFor) {
  constexpr std::size_t kExecutions = limits::kExecutionsListedDefault + 1;
  for (std::size_t at = 0; at < kExecutions; ++at) begin(fmt::format("run-{}", at), "x");
  EXPECT_EQ(listed().size(), limits::kExecutionsListedDefault);
  EXPECT_EQ(listed(fmt::format("?limit={}", kExecutions)).size(), kExecutions);
}

TEST_F(LocalExecutions, WhatTakesTooMuchIsCutShort) {
  const std::string document(16 * 1024 * 1024, 'x');
  constexpr std::size_t kWhole = limits::kExecutionsListedBytesMax / (16 * 1024 * 1024) - 1;
  for (std::size_t at = 0; at <= kWhole; ++at) {
    begin(fmt::format("run-{}", at), document);
    clock_.advance(std::chrono::seconds(1));
  }
  // An event is a little longer than its document: the latest executions fit, the first does not.
  const base::Json executions = listed();
  ASSERT_EQ(executions.size(), kWhole + 1);
  for (std::size_t at = 0; at < kWhole; ++at) EXPECT_FALSE(executions[at].contains("cutShort"));
  EXPECT_EQ(executions[kWhole]["cutShort"], true);
}

}  // namespace
}  // namespace flows::local
