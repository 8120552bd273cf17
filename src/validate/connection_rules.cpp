#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "nodes/condition_node.h"
#include "validate/rules.h"

namespace flows::validate {
namespace {

using base::Json;
using model::FlowNode;
using model::IoType;

template <class Visit>
void for_each_connection(const Subject& subject, Visit visit) {
  for (const DefinitionView& view : subject.definitions()) {
    for (const ConnectionView& connection : view.connections) visit(view, connection);
  }
}

bool has_name(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

bool has_condition(const FlowNode& node, const std::string& condition) {
  const Json* conditions =
      node.type == "Condition" ? base::find_member(node.configuration, "conditions") : nullptr;
  return conditions != nullptr && std::ranges::any_of(*conditions, [&](const Json& entry) {
           return entry.at("name") == condition;
         });
}

// `part` is the end of the pointer that leads to the member at fault.
void report_connection(Report& report, const ConnectionView& view, std::string_view part,
                       std::string_view what) {
  report.error(fmt::format("{}{}", view.pointer, part),
               fmt::format("Connection {} {}.", view.connection->name, what),
               {{"connection", view.connection->name}});
}

// Checks whether a port's declared type contradicts the type of its node, which another rule
// reports.
bool is_mismatched(std::span<const nodes::PortSpec> ports, std::string_view name, IoType type) {
  const auto port = std::ranges::find(ports, name, &nodes::PortSpec::name);
  return port != ports.end() && port->type && *port->type != type;
}

// Checks whether values of the source's type can never have the type that the target declares.
bool is_incompatible(IoType from, const expr::InputExpression& expression, IoType to) {
  if (expression.is_whole()) return from != to;
  const bool has_parts = from == IoType::kObject || from == IoType::kArray;
  return !has_parts || (expression.ends_in_many() && to != IoType::kArray);
}

}  // namespace

void check_connection_configuration(const Subject& subject, Report& report) {
  for_each_connection(subject, [&](const DefinitionView&, const ConnectionView& connection) {
    if (!connection.is_configured()) {
      report_connection(report, connection, "", "has no configuration");
    }
  });
}

void check_connection_source(const Subject& subject, Report& report) {
  for_each_connection(subject, [&](const DefinitionView&, const ConnectionView& connection) {
    if (connection.source || connection.source_elsewhere) return;
    report_connection(report, connection, "/source", "has an unknown source");
  });
}

void check_connection_target(const Subject& subject, Report& report) {
  for_each_connection(subject, [&](const DefinitionView&, const ConnectionView& connection) {
    if (connection.target || connection.target_elsewhere) return;
    report_connection(report, connection, "/target", "has an unknown target");
  });
}

void check_connection_source_output(const Subject& subject, Report& report) {
  for_each_connection(subject, [&](const DefinitionView& view, const ConnectionView& connection) {
    const auto& name = connection.connection->source_output;
    if (!connection.source || !name || connection.output) return;
    if (has_name(view.nodes[*connection.source].absent_outputs, *name)) return;
    report_connection(report, connection, "/configuration/data/sourceOutput",
                      "starts at an unknown output");
  });
}

void check_connection_target_input(const Subject& subject, Report& report) {
  for_each_connection(subject, [&](const DefinitionView& view, const ConnectionView& connection) {
    const auto& name = connection.connection->target_input;
    if (!connection.target || !name || connection.input) return;
    if (has_name(view.nodes[*connection.target].absent_inputs, *name)) return;
    report_connection(report, connection, "/configuration/data/targetInput",
                      "ends at an unknown input");
  });
}

void check_connection_condition(const Subject& subject, Report& report) {
  for_each_connection(subject, [&](const DefinitionView& view, const ConnectionView& connection) {
    const auto& condition = connection.connection->condition;
    if (!connection.source || !condition) return;
    const FlowNode& source = *view.nodes[*connection.source].node;
    if (has_condition(source, *condition)) return;
    // A missing default condition or configuration of a Condition node is reported for the node.
    const bool lacks_default = *condition == nodes::kDefaultCondition;
    if (source.type == "Condition" && (lacks_default || source.configuration.is_null())) return;
    report_connection(report, connection, "/configuration/conditional/condition",
                      "uses an unknown condition");
  });
}

void check_repeated_connections(const Subject& subject, Report& report) {
  for (const DefinitionView& view : subject.definitions()) {
    std::set<std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>>
        seen;
    for (const ConnectionView& connection : view.connections) {
      if (!connection.is_configured()) continue;
      const auto& [name, type, source, target, output, input, condition] = *connection.connection;
      // A condition cannot be mistaken for a pair of ports, because only the latter has a target
      // input.
      const bool is_new = seen.emplace(source, target, condition ? *condition : *output,
                                       input ? std::string_view(*input) : std::string_view())
                              .second;
      if (is_new) continue;
      report.error(connection.pointer,
                   fmt::format("Nodes {} and {} are connected twice.", source, target),
                   {{"source", source}, {"target", target}});
    }
  }
}

void check_single_source(const Subject& subject, Report& report) {
  for (const DefinitionView& view : subject.definitions()) {
    for (const NodeView& node : view.nodes) {
      // By input. A connection that is written twice is one fault, which another rule reports.
      std::map<std::size_t, std::set<std::pair<std::string_view, std::string_view>>> sources;
      for (const std::size_t at : node.incoming) {
        const ConnectionView& connection = view.connections[at];
        if (!connection.input) continue;
        auto& known = sources[*connection.input];
        const bool is_new =
            known.emplace(connection.connection->source, *connection.connection->source_output)
                .second;
        if (!is_new || known.size() != 2) continue;
        const std::string& name = node.node->inputs[*connection.input].name;
        report.error(
            connection.pointer,
            fmt::format("Input {} of node {} has more than one connection.", name, node.node->name),
            {{"node", node.node->name}, {"input", name}});
      }
    }
  }
}

void check_connection_types(const Subject& subject, Report& report) {
  for_each_connection(subject, [&](const DefinitionView& view, const ConnectionView& connection) {
    if (!connection.output || !connection.input) return;
    const NodeView& source = view.nodes[*connection.source];
    const NodeView& target = view.nodes[*connection.target];
    const auto& expression = target.expressions[*connection.input];
    const auto& output = source.node->outputs[*connection.output];
    const auto& input = target.node->inputs[*connection.input];
    if (!expression || is_mismatched(source.type->outputs, output.name, output.type) ||
        is_mismatched(target.type->inputs, input.name, input.type)) {
      return;
    }
    if (is_incompatible(output.type, *expression, input.type)) {
      report_connection(report, connection, "", "joins incompatible data types");
    }
  });
}

}  // namespace flows::validate
