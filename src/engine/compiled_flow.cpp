#include "engine/compiled_flow.h"

#include <fmt/format.h>

#include <utility>

namespace flows::engine {
namespace {

base::Result<CompiledNode> compile_node(const model::FlowNode& node) {
  const nodes::NodeType* type = nodes::find_node_type(node.type);
  if (type == nullptr) {
    return base::Error{base::ErrorCode::kValidation,
                       fmt::format("Node {} has the unknown type {}.", node.name, node.type)};
  }
  if (type->compile == nullptr) {
    return base::Error{base::ErrorCode::kValidation,
                       fmt::format("Node {} has the type {}, which this version of "
                                   "bedrock-flows-local does not run yet: it {}.",
                                   node.name, node.type, type->not_run_because)};
  }
  CompiledNode compiled{.type = type};
  for (const model::FlowNodeInput& input : node.inputs) {
    ASSIGN_OR_RETURN(auto expression, expr::InputExpression::parse(input.expression));
    compiled.expressions.push_back(std::move(expression));
  }
  ASSIGN_OR_RETURN(compiled.program, type->compile(node));
  return compiled;
}

}  // namespace

base::Result<std::shared_ptr<const CompiledFlow>> CompiledFlow::compile(
    model::FlowDefinition definition) {
  std::shared_ptr<CompiledFlow> flow(new CompiledFlow(std::move(definition)));
  for (std::size_t position = 0; position < flow->graph_.size(); ++position) {
    ASSIGN_OR_RETURN(CompiledNode node, compile_node(flow->graph_.node(position)));
    if (node.type->traits.starts) flow->start_ = position;
    const nodes::NodeTraits& traits = node.type->traits;
    if (!traits.asks_through.empty()) flow->may_ask_ = true;
    if (traits.calls_out || traits.repeats || !traits.spreads_to.empty()) flow->is_short_ = false;
    flow->nodes_.push_back(std::move(node));
  }
  for (std::size_t position = 0; position < flow->graph_.size(); ++position) {
    if (flow->traits(position).enters) flow->nodes_[flow->loop(position)].entry = position;
  }
  ASSIGN_OR_RETURN(flow->scopes_, nodes::find_scopes(flow->graph_));
  return std::shared_ptr<const CompiledFlow>(std::move(flow));
}

}  // namespace flows::engine
