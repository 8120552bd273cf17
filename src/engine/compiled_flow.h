#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "expr/input_expression.h"
#include "model/flow_graph.h"
#include "nodes/registry.h"
#include "nodes/scopes.h"

namespace flows::engine {

// One node of a flow with all that can be prepared before a run: its parsed expressions and its
// compiled configuration.
struct CompiledNode {
  const nodes::NodeType* type = nullptr;
  std::vector<expr::InputExpression> expressions = {};  // parallel to the node's inputs
  nodes::NodeProgram program = {};
  std::size_t entry = 0;  // for a repeating node: the node inside it that enters each pass
};

// A definition prepared for any number of runs. It is immutable. Threads: any.
class CompiledFlow {
 public:
  // Compiles `definition`, which must have no Error findings. Errors: kValidation if this version
  // cannot run what the flow asks for; the message names the node.
  static base::Result<std::shared_ptr<const CompiledFlow>> compile(
      model::FlowDefinition definition);

  [[nodiscard]] const model::FlowGraph& graph() const { return graph_; }
  [[nodiscard]] const CompiledNode& node(std::size_t position) const { return nodes_[position]; }
  [[nodiscard]] const nodes::NodeTraits& traits(std::size_t position) const {
    return nodes_[position].type->traits;
  }
  [[nodiscard]] const nodes::ScopePath& scope(std::size_t position) const {
    return scopes_.of_node[position];
  }
  // Returns the scope of the values that a gathering node gathers; empty for every other node.
  [[nodiscard]] const nodes::ScopePath& gathered_scope(std::size_t position) const {
    return scopes_.gathered[position];
  }
  // Returns the repeating node around a node that enters or decides.
  [[nodiscard]] std::size_t loop(std::size_t position) const {
    const auto loop = graph_.neighbours(position).loop;
    CHECK(loop.has_value(), "such a node is inside of a loop");
    return *loop;
  }
  // Checks whether a node of the flow may ask the user.
  [[nodiscard]] bool may_ask() const { return may_ask_; }
  // Checks whether a run ends soon: no node waits for anything, and none runs more than once.
  [[nodiscard]] bool is_short() const { return is_short_; }
  // Returns the position of the node that takes the flow's input.
  [[nodiscard]] std::size_t start() const { return start_; }

 private:
  explicit CompiledFlow(model::FlowDefinition definition) : graph_(std::move(definition)) {}

  model::FlowGraph graph_;
  std::vector<CompiledNode> nodes_;
  nodes::Scopes scopes_;
  std::size_t start_ = 0;
  bool may_ask_ = false;
  bool is_short_ = true;
};

}  // namespace flows::engine
