#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "expr/input_expression.h"
#include "model/flow_definition.h"
#include "nodes/node_type.h"
#include "validate/validate.h"

namespace flows::validate {

// A connection with its names resolved. Positions refer to the definition that contains it.
struct ConnectionView {
  const model::FlowConnection* connection = nullptr;
  std::string pointer;
  std::optional<std::size_t> source = {};  // nodes; absent if this definition has no such node
  std::optional<std::size_t> target = {};
  bool source_elsewhere = false;  // the source is a node of another definition of this flow
  bool target_elsewhere = false;
  std::optional<std::size_t> output = {};  // ports; absent if unknown or if the node is absent
  std::optional<std::size_t> input = {};

  [[nodiscard]] bool is_data() const { return connection->type == model::ConnectionType::kData; }
  // Checks whether the connection has the configuration of its own type.
  [[nodiscard]] bool is_configured() const;
};

// A node with the facts that several rules need.
//
// One fault often shows in several places: a renamed port is unknown under its new name, missing
// under its old one, and leaves a connection without an end. The fields below determine which of
// these are reported; the rules only print them.
struct NodeView {
  const model::FlowNode* node = nullptr;
  const nodes::NodeType* type = nullptr;
  std::string pointer;
  std::vector<std::size_t> incoming = {};  // connections that name it, in their order
  std::vector<std::size_t> outgoing = {};
  std::vector<base::Result<expr::InputExpression>> expressions = {};  // of its inputs
  // The names of the variables in a prompt's template; absent if there is no template or it is
  // unknown.
  std::optional<std::vector<std::string>> variables = {};

  std::vector<std::string> missing_inputs = {};   // to be reported, by name
  std::vector<std::string> missing_outputs = {};  // the same
  std::vector<std::size_t> unknown_inputs = {};   // to be reported, by position
  std::vector<std::string> unknown_outputs = {};  // by name: a loop's may exist in its body only
  std::vector<std::size_t> stray_inputs = {};     // of a prompt that has no variable of that name

  // Names of ports that should exist; a connection to one of them is a consequence of that fault.
  std::vector<std::string> absent_inputs = {};
  std::vector<std::string> absent_outputs = {};

  std::vector<std::size_t> unfulfilled_inputs = {};  // without a connection, by position
  // The number of incoming data connections that name no input of the node, each of which may be
  // meant for an unfulfilled input, and of outgoing ones that name no output.
  std::size_t lost_incoming = 0;
  std::size_t lost_outgoing = 0;
};

// One definition: the flow's own, or the one inside a loop.
struct DefinitionView {
  const model::FlowDefinition* definition = nullptr;
  std::string pointer;  // "" at the top
  // The Loop that contains this definition: the positions of a definition and of a node in it.
  // Absent at the top.
  std::optional<std::pair<std::size_t, std::size_t>> loop = {};
  std::vector<NodeView> nodes = {};
  std::vector<ConnectionView> connections = {};

  [[nodiscard]] std::string_view loop_name(const class Subject& subject) const;
};

// What the rules examine: the definition of a flow and those inside its loops, indexed once, in
// time linear in the number of nodes and connections.
class Subject {
 public:
  // `definition` must outlive the subject.
  Subject(const model::FlowDefinition& definition, const PromptLookup& prompts);
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  // Returns the flow's own definition first; each one comes before those inside it, in their order.
  [[nodiscard]] const std::vector<DefinitionView>& definitions() const { return definitions_; }

 private:
  using Positions = std::unordered_map<std::string_view, std::size_t>;

  const PromptLookup& prompts_;
  void add_definition(const model::FlowDefinition& definition, std::string pointer,
                      std::optional<std::pair<std::size_t, std::size_t>> loop);
  void add_connections(std::size_t index);
  ConnectionView view_connection(const DefinitionView& view, const Positions& positions,
                                 const model::FlowConnection& connection, std::string pointer);

  std::vector<DefinitionView> definitions_;
  std::vector<Positions> positions_;                              // of the nodes of each definition
  std::unordered_map<std::string_view, std::size_t> node_names_;  // how many definitions use it
};

// Calls visit(DefinitionView, NodeView) for each node, including those inside loops.
template <class Visit>
void for_each_node(const Subject& subject, Visit visit) {
  for (const DefinitionView& view : subject.definitions()) {
    for (const NodeView& node : view.nodes) visit(view, node);
  }
}

// Returns the configuration member that belongs to a node type, e.g. "inlineCode" for "InlineCode".
std::string configuration_key(std::string_view node_type);

}  // namespace flows::validate
