#include "validate/port_faults.h"

#include <algorithm>
#include <string_view>

#include "nodes/loop_nodes.h"

namespace flows::validate {
namespace {

using base::Json;
using model::FlowNode;
using nodes::PortSpec;

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

const PortSpec* find_port(std::span<const PortSpec> ports, std::string_view name) {
  const auto port = std::ranges::find(ports, name, &PortSpec::name);
  return port == ports.end() ? nullptr : &*port;
}

void find_missing_knowledge(NodeView& view) {
  const FlowNode& node = *view.node;
  if (node.type != "KnowledgeBase" || !node.outputs.empty()) return;
  view.absent_outputs.emplace_back(knowledge_output(node));
}

void find_input_faults(NodeView& view) {
  const FlowNode& node = *view.node;
  for (const PortSpec& port : view.type->inputs) {
    if (port.required && !node.find_input(port.name)) view.absent_inputs.emplace_back(port.name);
  }
  for (std::size_t at = 0; at < node.inputs.size() && !view.type->free_inputs; ++at) {
    if (find_port(view.type->inputs, node.inputs[at].name) == nullptr) {
      view.unknown_inputs.push_back(at);
    }
  }
  // Pairs of an absent and an unknown input count as renamed; only the new names are reported.
  const auto renamed = std::min(view.absent_inputs.size(), view.unknown_inputs.size());
  view.missing_inputs.assign(view.absent_inputs.begin() + static_cast<std::ptrdiff_t>(renamed),
                             view.absent_inputs.end());
}

void find_output_faults(NodeView& view) {
  const FlowNode& node = *view.node;
  for (const PortSpec& port : view.type->outputs) {
    if (port.required && !node.find_output(port.name)) view.absent_outputs.emplace_back(port.name);
  }
  find_missing_knowledge(view);
  for (const model::FlowNodeOutput& output : node.outputs) {
    if (!view.type->free_outputs && find_port(view.type->outputs, output.name) == nullptr) {
      view.unknown_outputs.push_back(output.name);
    }
  }
  const auto renamed = std::min(view.absent_outputs.size(), view.unknown_outputs.size());
  view.missing_outputs.assign(view.absent_outputs.begin() + static_cast<std::ptrdiff_t>(renamed),
                              view.absent_outputs.end());
}

// A variable without an input is an error. An input without a variable is at most a warning, and it
// is not reported if it may be the renamed input of such a variable.
void find_template_faults(NodeView& view) {
  if (!view.variables) return;
  for (const std::string& variable : *view.variables) {
    if (view.node->find_input(variable)) continue;
    view.absent_inputs.push_back(variable);
    view.missing_inputs.push_back(variable);
  }
  std::size_t renamed = view.missing_inputs.size();
  for (std::size_t at = 0; at < view.node->inputs.size(); ++at) {
    if (contains(*view.variables, view.node->inputs[at].name)) continue;
    if (renamed > 0) {
      --renamed;
    } else {
      view.stray_inputs.push_back(at);
    }
  }
}

void count_lost_connections(DefinitionView& view) {
  for (const ConnectionView& connection : view.connections) {
    // A connection without a configuration may be of either kind.
    if (!connection.is_data() && connection.is_configured()) continue;
    if (connection.target && !connection.input) ++view.nodes[*connection.target].lost_incoming;
    if (connection.source && !connection.output) ++view.nodes[*connection.source].lost_outgoing;
  }
}

// Returns the only node of that type, or nullptr if there are none or several, which another rule
// reports.
const NodeView* only_node(const DefinitionView& view, std::string_view type) {
  const NodeView* found = nullptr;
  for (const NodeView& node : view.nodes) {
    if (node.node->type != type) continue;
    if (found != nullptr) return nullptr;
    found = &node;
  }
  return found;
}

// The inputs by which a loop's controller exits must match the outputs of the loop, and vice versa.
// If a connection names an unknown port of one of the two nodes, that connection is reported
// instead.
void compare_exits(const NodeView& controller, NodeView& loop) {
  if (controller.lost_incoming > 0 || loop.lost_outgoing > 0) return;
  std::vector<std::string> exits;
  for (const model::FlowNodeInput& input : controller.node->inputs) {
    if (input.category == nodes::kExitLoop) exits.push_back(input.name);
  }
  for (const model::FlowNodeOutput& output : loop.node->outputs) {
    if (output.name != nodes::kIterationCount && !contains(exits, output.name)) {
      loop.missing_outputs.push_back(output.name);
    }
  }
  std::size_t renamed = loop.missing_outputs.size();
  for (const std::string& exit : exits) {
    if (loop.node->find_output(exit)) continue;
    loop.absent_outputs.push_back(exit);
    if (renamed > 0) {
      --renamed;
    } else {
      loop.unknown_outputs.push_back(exit);
    }
  }
}

}  // namespace

std::string_view knowledge_output(const FlowNode& node) {
  const bool generates = base::find_member(node.configuration, "modelId") != nullptr;
  return generates ? "outputText" : "retrievalResults";
}

void find_port_faults(DefinitionView& view) {
  for (NodeView& node : view.nodes) {
    find_input_faults(node);
    find_template_faults(node);
    find_output_faults(node);
  }
  count_lost_connections(view);
}

void find_loop_faults(const DefinitionView& inside, NodeView& loop) {
  if (const NodeView* controller = only_node(inside, "LoopController")) {
    compare_exits(*controller, loop);
  }
  const NodeView* start = only_node(inside, "LoopInput");
  if (start == nullptr || start->lost_outgoing > 0 || loop.lost_incoming > 0) return;
  for (const model::FlowNodeOutput& output : start->node->outputs) {
    if (loop.node->find_input(output.name)) continue;
    loop.absent_inputs.push_back(output.name);
    loop.missing_inputs.push_back(output.name);
  }
}

void find_unfulfilled_inputs(DefinitionView& view) {
  for (NodeView& node : view.nodes) {
    std::vector<bool> connected(node.node->inputs.size(), false);
    for (const std::size_t at : node.incoming) {
      if (const auto input = view.connections[at].input) connected[*input] = true;
    }
    for (const std::size_t at : node.unknown_inputs) connected[at] = true;  // no input at all
    for (std::size_t at = 0; at < connected.size(); ++at) {
      const PortSpec* port = find_port(node.type->inputs, node.node->inputs[at].name);
      if (connected[at] || (port != nullptr && !port->required)) continue;
      node.unfulfilled_inputs.push_back(at);
    }
  }
}

}  // namespace flows::validate
