#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/flow_definition.h"
#include "nodes/registry.h"
#include "support/echo_model.h"
#include "support/fake_clock.h"
#include "support/sequential_ids.h"

namespace flows::nodes {

// One node alone: compiled from the JSON of a definition, run with values for its inputs.
class NodeHarness : public ::testing::Test {
 protected:
  using Values = std::vector<InputValue>;

  static model::FlowNode read_node(const std::string& json) {
    const auto node = base::parse_json(json);
    CHECK(node.has_value(), "the test's own node is JSON");
    return model::read_definition({{"nodes", {*node}}, {"connections", base::Json::array()}})
        .nodes.front();
  }

  static base::Result<NodeProgram> compile(const std::string& json) {
    const model::FlowNode node = read_node(json);
    return find_node_type(node.type)->compile(node);
  }

  base::Result<NodeOutcome> run(const std::string& json, Values values = {}) {
    ASSIGN_OR_RETURN(const NodeProgram program, compile(json));
    return program(NodeInputs(std::move(values)), context());
  }

  // The value of the only output.
  base::Json produced(const std::string& json, Values values) {
    const auto outcome = run(json, std::move(values));
    EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().message);
    if (!outcome) return {};
    const auto* given = std::get_if<Produced>(&*outcome);
    EXPECT_TRUE(given != nullptr && given->outputs.size() == 1) << "not one output";
    if (given == nullptr || given->outputs.size() != 1) return {};
    reported_ = given->call;
    return given->outputs.front().second;
  }

  // The message of the failure.
  std::string failure(const std::string& json, Values values = {}) {
    const auto outcome = run(json, std::move(values));
    return outcome ? "no failure" : outcome.error().message;
  }

  NodeContext context() {
    return {.clients = clients_,
            .clock = clock_,
            .ids = ids_,
            .flow_input = flow_input_,
            .continue_condition = continue_condition_,
            .pass = pass_,
            .run = identity_,
            .latency = latency_,
            .deadline = clock_.now() + std::chrono::minutes(5),
            .stop = {}};
  }

  testing::FakeClock clock_;
  testing::SequentialIds ids_;
  testing::EchoModel model_;
  testing::EchoServices services_;
  Clients clients_ = testing::clients_of(model_, services_);
  base::Json flow_input_ = "the document";
  RunIdentity identity_{
      .flow_arn = "the flow", .alias_arn = "the alias", .execution_id = "the execution"};
  ContinueCondition continue_condition_ = ContinueCondition::kGoesOn;
  std::size_t pass_ = 0;
  std::optional<std::string> latency_;
  ReportedCall reported_;  // of the last node that produced something
};

}  // namespace flows::nodes
