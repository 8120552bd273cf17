#include "validate/subject.h"

#include <fmt/format.h>

#include <utility>

#include "base/check.h"
#include "base/text/ascii.h"
#include "nodes/registry.h"
#include "validate/port_faults.h"
#include "validate/template_variables.h"

namespace flows::validate {
namespace {

using model::FlowConnection;
using model::FlowDefinition;
using model::FlowNode;

NodeView view_node(const FlowNode& node, std::string pointer, const PromptLookup& prompts) {
  NodeView view{
      .node = &node, .type = nodes::find_node_type(node.type), .pointer = std::move(pointer)};
  CHECK(view.type != nullptr, "a definition has AWS's node types only");
  view.variables = find_variables(node, prompts);
  view.expressions.reserve(node.inputs.size());
  for (const model::FlowNodeInput& input : node.inputs) {
    view.expressions.push_back(expr::InputExpression::parse(input.expression));
  }
  return view;
}

}  // namespace

bool ConnectionView::is_configured() const {
  return is_data() ? connection->source_output.has_value() : connection->condition.has_value();
}

std::string_view DefinitionView::loop_name(const Subject& subject) const {
  CHECK(loop.has_value(), "the definition is the inside of a loop");
  return subject.definitions()[loop->first].nodes[loop->second].node->name;
}

Subject::Subject(const FlowDefinition& definition, const PromptLookup& prompts)
    : prompts_(prompts) {
  add_definition(definition, "", std::nullopt);
  for (std::size_t index = 0; index < definitions_.size(); ++index) add_connections(index);
  for (DefinitionView& view : definitions_) find_port_faults(view);
  // This comes after all other faults, because a loop and its inside have faults in common.
  for (std::size_t index = 1; index < definitions_.size(); ++index) {
    DefinitionView& inside = definitions_[index];
    find_loop_faults(inside, definitions_[inside.loop->first].nodes[inside.loop->second]);
  }
  for (DefinitionView& view : definitions_) find_unfulfilled_inputs(view);
}

void Subject::add_definition(const FlowDefinition& definition, std::string pointer,
                             std::optional<std::pair<std::size_t, std::size_t>> loop) {
  const std::size_t index = definitions_.size();
  definitions_.push_back({.definition = &definition, .pointer = pointer, .loop = loop});
  positions_.emplace_back();
  for (std::size_t at = 0; at < definition.nodes.size(); ++at) {
    const FlowNode& node = definition.nodes[at];
    definitions_[index].nodes.push_back(
        view_node(node, fmt::format("{}/nodes/{}", pointer, at), prompts_));
    if (positions_[index].emplace(node.name, at).second) ++node_names_[node.name];
  }
  for (std::size_t at = 0; at < definition.nodes.size(); ++at) {
    for (const FlowDefinition& body : definition.nodes[at].body) {
      add_definition(body, fmt::format("{}/nodes/{}/configuration/loop/definition", pointer, at),
                     std::pair(index, at));
    }
  }
}

void Subject::add_connections(std::size_t index) {
  DefinitionView& view = definitions_[index];
  const auto& connections = view.definition->connections;
  view.connections.reserve(connections.size());
  for (std::size_t at = 0; at < connections.size(); ++at) {
    auto connection = view_connection(view, positions_[index], connections[at],
                                      fmt::format("{}/connections/{}", view.pointer, at));
    if (connection.source) view.nodes[*connection.source].outgoing.push_back(at);
    if (connection.target) view.nodes[*connection.target].incoming.push_back(at);
    view.connections.push_back(std::move(connection));
  }
}

ConnectionView Subject::view_connection(const DefinitionView& view, const Positions& positions,
                                        const FlowConnection& connection, std::string pointer) {
  ConnectionView seen{.connection = &connection, .pointer = std::move(pointer)};
  const auto find = [&](const std::string& name, bool& elsewhere) -> std::optional<std::size_t> {
    const auto found = positions.find(name);
    if (found != positions.end()) return found->second;
    elsewhere = node_names_.contains(name);
    return std::nullopt;
  };
  seen.source = find(connection.source, seen.source_elsewhere);
  seen.target = find(connection.target, seen.target_elsewhere);
  if (seen.source && connection.source_output) {
    seen.output = view.nodes[*seen.source].node->find_output(*connection.source_output);
  }
  if (seen.target && connection.target_input) {
    seen.input = view.nodes[*seen.target].node->find_input(*connection.target_input);
  }
  return seen;
}

std::string configuration_key(std::string_view node_type) {
  return base::with_lower_first(node_type);
}

}  // namespace flows::validate
