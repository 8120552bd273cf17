#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "expr/input_expression.h"
#include "nodes/registry.h"
#include "validate/rules.h"

namespace flows::validate {
namespace {

using base::Json;
using model::ConnectionType;
using model::FlowConnection;
using model::FlowDefinition;
using model::FlowNode;
using model::IoType;

const FlowNode* find_node(const FlowDefinition& definition, const std::string& name) {
  const auto position = definition.find_node(name);
  return position ? &definition.nodes[*position] : nullptr;
}

// Where a data connection starts and ends; a part that is not there is null.
struct Ports {
  const model::FlowNodeOutput* output = nullptr;
  const model::FlowNodeInput* input = nullptr;
};

Ports ports_of(const FlowDefinition& definition, const FlowConnection& connection) {
  Ports ports;
  const FlowNode* source = find_node(definition, connection.source);
  const FlowNode* target = find_node(definition, connection.target);
  if (source != nullptr && connection.source_output) {
    const auto output = source->find_output(*connection.source_output);
    if (output) ports.output = &source->outputs[*output];
  }
  if (target != nullptr && connection.target_input) {
    const auto input = target->find_input(*connection.target_input);
    if (input) ports.input = &target->inputs[*input];
  }
  return ports;
}

bool is_configured(const FlowConnection& connection) {
  return connection.type == ConnectionType::kData ? connection.source_output.has_value()
                                                  : connection.condition.has_value();
}

bool has_condition(const FlowNode& node, const std::string& condition) {
  const Json* conditions =
      node.type == "Condition" ? base::find_member(node.configuration, "conditions") : nullptr;
  return conditions != nullptr &&
         std::any_of(conditions->begin(), conditions->end(),
                     [&](const Json& entry) { return entry.at("name") == condition; });
}

void report_connection(Report& report, const FlowConnection& connection, std::string_view what) {
  report.error(fmt::format("Connection {} {}.", connection.name, what),
               {{"connection", connection.name}});
}

// Whether values of the source's type can never be what the target declares.
bool is_incompatible(const Ports& ports) {
  const auto expression = expr::InputExpression::parse(ports.input->expression);
  if (!expression) return false;
  const IoType from = ports.output->type;
  const IoType to = ports.input->type;
  if (expression->is_whole()) return from != to;
  const bool has_parts = from == IoType::kObject || from == IoType::kArray;
  return !has_parts || (expression->ends_in_many() && to != IoType::kArray);
}

}  // namespace

void check_connection_configuration(const FlowDefinition& definition, Report& report) {
  for (const FlowConnection& connection : definition.connections) {
    if (!is_configured(connection)) report_connection(report, connection, "has no configuration");
  }
}

void check_connection_source(const FlowDefinition& definition, Report& report) {
  for (const FlowConnection& connection : definition.connections) {
    if (find_node(definition, connection.source) == nullptr) {
      report_connection(report, connection, "has an unknown source");
    }
  }
}

void check_connection_target(const FlowDefinition& definition, Report& report) {
  for (const FlowConnection& connection : definition.connections) {
    if (find_node(definition, connection.target) == nullptr) {
      report_connection(report, connection, "has an unknown target");
    }
  }
}

void check_connection_source_output(const FlowDefinition& definition, Report& report) {
  for (const FlowConnection& connection : definition.connections) {
    const bool known = find_node(definition, connection.source) != nullptr;
    if (known && connection.source_output && !ports_of(definition, connection).output) {
      report_connection(report, connection, "starts at an unknown output");
    }
  }
}

void check_connection_target_input(const FlowDefinition& definition, Report& report) {
  for (const FlowConnection& connection : definition.connections) {
    const bool known = find_node(definition, connection.target) != nullptr;
    if (known && connection.target_input && !ports_of(definition, connection).input) {
      report_connection(report, connection, "ends at an unknown input");
    }
  }
}

void check_connection_condition(const FlowDefinition& definition, Report& report) {
  for (const FlowConnection& connection : definition.connections) {
    const FlowNode* source = find_node(definition, connection.source);
    if (source == nullptr || !connection.condition) continue;
    if (!has_condition(*source, *connection.condition)) {
      report_connection(report, connection, "uses an unknown condition");
    }
  }
}

void check_repeated_connections(const FlowDefinition& definition, Report& report) {
  std::set<std::tuple<std::string, std::string, std::string, std::string>> seen;
  for (const FlowConnection& connection : definition.connections) {
    if (!is_configured(connection)) continue;
    // A condition and a pair of ports cannot be mistaken for each other: only one of them names a
    // target input.
    const bool added =
        seen.emplace(connection.source, connection.target,
                     connection.condition.value_or(connection.source_output.value_or("")),
                     connection.target_input.value_or(""))
            .second;
    if (added) continue;
    report.error(
        fmt::format("Nodes {} and {} are connected twice.", connection.source, connection.target),
        {{"source", connection.source}, {"target", connection.target}});
  }
}

void check_single_source(const FlowDefinition& definition, Report& report) {
  // The same connection written twice is one fault, and reported as such.
  std::map<std::pair<std::string, std::string>, std::set<std::pair<std::string, std::string>>>
      sources;
  for (const FlowConnection& connection : definition.connections) {
    if (ports_of(definition, connection).input == nullptr) continue;
    sources[{connection.target, *connection.target_input}].emplace(
        connection.source, connection.source_output.value_or(""));
  }
  for (const FlowNode& node : definition.nodes) {
    for (const model::FlowNodeInput& input : node.inputs) {
      const auto found = sources.find({node.name, input.name});
      if (found == sources.end() || found->second.size() < 2) continue;
      report.error(
          fmt::format("Input {} of node {} has more than one connection.", input.name, node.name),
          {{"node", node.name}, {"input", input.name}});
    }
  }
}

void check_unconnected_inputs(const FlowDefinition& definition, Report& report) {
  std::set<std::pair<std::string, std::string>> connected;
  for (const FlowConnection& connection : definition.connections) {
    if (connection.target_input) connected.emplace(connection.target, *connection.target_input);
  }
  for (const FlowNode& node : definition.nodes) {
    const nodes::NodeType* type = nodes::find_node_type(node.type);
    CHECK(type != nullptr, "a definition has AWS's node types only");
    for (const model::FlowNodeInput& input : node.inputs) {
      const auto port = std::ranges::find(type->inputs, input.name, &nodes::PortSpec::name);
      if (port != type->inputs.end() && !port->required) continue;
      if (connected.contains({node.name, input.name})) continue;
      report.error(fmt::format("Input {} of node {} is not connected.", input.name, node.name),
                   {{"node", node.name}, {"input", input.name}});
    }
  }
}

void check_connection_types(const FlowDefinition& definition, Report& report) {
  for (const FlowConnection& connection : definition.connections) {
    const Ports ports = ports_of(definition, connection);
    if (ports.output != nullptr && ports.input != nullptr && is_incompatible(ports)) {
      report_connection(report, connection, "joins incompatible data types");
    }
  }
}

void check_cycles(const FlowDefinition& definition, Report& report) {
  // Connections are laid one by one; one whose target already leads to its source closes a cycle
  // and is left out.
  std::vector<std::set<std::size_t>> targets(definition.nodes.size());
  const auto leads_to = [&](std::size_t from, std::size_t to) {
    std::vector<std::size_t> pending = {from};
    std::vector<bool> seen(targets.size(), false);
    while (!pending.empty()) {
      const std::size_t node = pending.back();
      pending.pop_back();
      if (node == to) return true;
      if (seen[node]) continue;
      seen[node] = true;
      pending.insert(pending.end(), targets[node].begin(), targets[node].end());
    }
    return false;
  };
  for (const FlowConnection& connection : definition.connections) {
    const auto source = definition.find_node(connection.source);
    const auto target = definition.find_node(connection.target);
    if (!source || !target) continue;
    if (leads_to(*target, *source)) {
      report_connection(report, connection, "creates a cycle");
    } else {
      targets[*source].insert(*target);
    }
  }
}

}  // namespace flows::validate
