#include "model/flow_definition.h"

#include <algorithm>

namespace flows::model {
namespace {

using base::find_member;
using base::Json;

std::string text_or_empty(const Json& object, std::string_view member) {
  const Json* value = find_member(object, member);
  CHECK(value != nullptr && value->is_string(), "a definition lacks a required text");
  return value->get<std::string>();
}

std::optional<std::string> optional_text(const Json& object, std::string_view member) {
  const Json* value = find_member(object, member);
  if (value == nullptr) return std::nullopt;
  return value->get<std::string>();
}

IoType io_type_of(const Json& port) {
  const std::optional<IoType> type = parse_io_type(text_or_empty(port, "type"));
  CHECK(type.has_value(), "a port has no known data type");
  return *type;
}

// Calls `visit` for each item of the list `member`, if the list exists.
template <class Visit>
void for_each_item(const Json& object, std::string_view member, Visit visit) {
  const Json* list = find_member(object, member);
  if (list == nullptr) return;
  for (const Json& item : *list) visit(item);
}

// The recursion ends because a loop's body is smaller than its loop.
FlowNode read_node(const Json& json) {
  FlowNode node;
  node.name = text_or_empty(json, "name");
  node.type = text_or_empty(json, "type");
  const Json* configuration = find_member(json, "configuration");
  if (configuration != nullptr && !configuration->empty()) {
    const Json& own = configuration->begin().value();
    if (node.type == "Loop") {
      node.configuration = Json::object();
      if (const Json* body = find_member(own, "definition")) {
        node.body.push_back(read_definition(*body));
      }
    } else {
      node.configuration = own;
    }
  }
  for_each_item(json, "inputs", [&](const Json& input) {
    node.inputs.push_back({.name = text_or_empty(input, "name"),
                           .type = io_type_of(input),
                           .expression = text_or_empty(input, "expression"),
                           .category = optional_text(input, "category")});
  });
  for_each_item(json, "outputs", [&](const Json& output) {
    node.outputs.push_back({.name = text_or_empty(output, "name"), .type = io_type_of(output)});
  });
  return node;
}

FlowConnection read_connection(const Json& json) {
  FlowConnection connection{.name = text_or_empty(json, "name"),
                            .type = text_or_empty(json, "type") == "Data"
                                        ? ConnectionType::kData
                                        : ConnectionType::kConditional,
                            .source = text_or_empty(json, "source"),
                            .target = text_or_empty(json, "target")};
  const Json* configuration = find_member(json, "configuration");
  if (configuration == nullptr) return connection;
  const bool is_data = connection.type == ConnectionType::kData;
  const Json* own = find_member(*configuration, is_data ? "data" : "conditional");
  if (own == nullptr) return connection;
  if (is_data) {
    connection.source_output = text_or_empty(*own, "sourceOutput");
    connection.target_input = text_or_empty(*own, "targetInput");
  } else {
    connection.condition = text_or_empty(*own, "condition");
  }
  return connection;
}

template <class Items>
std::optional<std::size_t> position(const Items& items, std::string_view name) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.name == name; });
  if (found == items.end()) return std::nullopt;
  return static_cast<std::size_t>(found - items.begin());
}

}  // namespace

std::optional<std::size_t> FlowNode::find_input(std::string_view input) const {
  return position(inputs, input);
}

std::optional<std::size_t> FlowNode::find_output(std::string_view output) const {
  return position(outputs, output);
}

std::optional<std::size_t> FlowDefinition::find_node(std::string_view name) const {
  return position(nodes, name);
}

FlowDefinition read_definition(const Json& definition) {
  FlowDefinition read;
  for_each_item(definition, "nodes",
                [&](const Json& node) { read.nodes.push_back(read_node(node)); });
  for_each_item(definition, "connections", [&](const Json& connection) {
    read.connections.push_back(read_connection(connection));
  });
  return read;
}

}  // namespace flows::model
