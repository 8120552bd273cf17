#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "model/io_type.h"

namespace flows::model {

// What the user wrote, as the API shapes of the same names have it.

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
  // The member of the configuration union that is set; null where there is no configuration. Of a
  // Loop an empty object: its definition is `body`, and one more copy at each level would be much.
  base::Json configuration = nullptr;
  std::vector<FlowNodeInput> inputs = {};
  std::vector<FlowNodeOutput> outputs = {};
  // The definition inside of a Loop: one, or none where it is missing and for all other types.
  // No initialiser here, for it would ask for the size of what is only declared yet.
  std::vector<FlowDefinition> body;

  // The position of the input or output of that name; nullopt if there is none.
  [[nodiscard]] std::optional<std::size_t> find_input(std::string_view input) const;
  [[nodiscard]] std::optional<std::size_t> find_output(std::string_view output) const;
};

enum class ConnectionType { kData, kConditional };

struct FlowConnection {
  std::string name;
  ConnectionType type = ConnectionType::kData;
  std::string source;  // node names
  std::string target;
  // From the configuration of the connection's own type; empty where it is missing or of the other
  // kind.
  std::optional<std::string> source_output = {};
  std::optional<std::string> target_input = {};
  std::optional<std::string> condition = {};
};

struct FlowDefinition {
  std::vector<FlowNode> nodes = {};
  std::vector<FlowConnection> connections = {};

  // The position of the node of that name; nullopt if there is none.
  [[nodiscard]] std::optional<std::size_t> find_node(std::string_view name) const;
};

// Reads a FlowDefinition that has passed the constraints of the API model; any other is a bug
// (BugError).
FlowDefinition read_definition(const base::Json& definition);

}  // namespace flows::model
