#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "model/io_type.h"

namespace flows::model {

// A definition as the user wrote it; each struct mirrors the API shape of the same name.

struct FlowNodeInput {
  std::string name;
  IoType type = IoType::kString;
  std::string expression;
  std::optional<std::string> category = {};
};

struct FlowNodeOutput {
  std::string name;
  IoType type = IoType::kString;
};

struct FlowDefinition;

struct FlowNode {
  std::string name;
  std::string type;  // FlowNodeType, e.g. "Prompt"
  // The member of the configuration union that is set; null if there is no configuration. For a
  // Loop it is an empty object: its definition is in `body`, and another copy at each level would
  // be large.
  base::Json configuration = nullptr;
  std::vector<FlowNodeInput> inputs = {};
  std::vector<FlowNodeOutput> outputs = {};
  // The definition inside a Loop: one element, or none if it is missing or the node has another
  // type. It has no initializer because that would need the size of an incomplete type.
  std::vector<FlowDefinition> body;

  // Return the position of the input or output with that name, or nullopt if there is none.
  [[nodiscard]] std::optional<std::size_t> find_input(std::string_view input) const;
  [[nodiscard]] std::optional<std::size_t> find_output(std::string_view output) const;
};

enum class ConnectionType { kData, kConditional };

struct FlowConnection {
  std::string name;
  ConnectionType type = ConnectionType::kData;
  std::string source;  // node names
  std::string target;
  // Read from the configuration of the connection's own type; empty if that is missing or of the
  // other type.
  std::optional<std::string> source_output = {};
  std::optional<std::string> target_input = {};
  std::optional<std::string> condition = {};
};

struct FlowDefinition {
  std::vector<FlowNode> nodes = {};
  std::vector<FlowConnection> connections = {};

  // Returns the position of the node with that name, or nullopt if there is none.
  [[nodiscard]] std::optional<std::size_t> find_node(std::string_view name) const;
};

// Reads a FlowDefinition that has passed the constraints of the API model. Anything else is a bug
// (BugError).
FlowDefinition read_definition(const base::Json& definition);

}  // namespace flows::model
