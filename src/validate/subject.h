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

// A connection, with what its names stand for. Positions are those of the definition it is in.
struct ConnectionView {
  const model::FlowConnection* connection = nullptr;
  std::string pointer;
  std::optional<std::size_t> source = {};  // nodes; absent: no node of this definition
  std::optional<std::size_t> target = {};
  bool source_elsewhere = false;  // it is a node of another definition of this flow
  bool target_elsewhere = false;
  std::optional<std::size_t> output = {};  // ports; absent also where the node is
  std::optional<std::size_t> input = {};

  [[nodiscard]] bool is_data() const { return connection->type == model::ConnectionType::kData; }
  // Whether it has the configuration of its own type.
  [[nodiscard]] bool is_configured() const;
};

// A node, with what the rules ask about it again and again.
//
// One fault often shows in several places: a port that was renamed is unknown under its new name,
// missing under its old one, and leaves a connection without an end. The fields below say which of
// these are reported; the rules only print them.
struct NodeView {
  const model::FlowNode* node = nullptr;
  const nodes::NodeType* type = nullptr;
  std::string pointer;
  std::vector<std::size_t> incoming = {};  // connections that name it, in their order
  std::vector<std::size_t> outgoing = {};
  std::vector<base::Result<expr::InputExpression>> expressions = {};  // of its inputs
  // The names of the places in a prompt's template; absent where there is none or it is not known.
  std::optional<std::vector<std::string>> variables = {};

  std::vector<std::string> missing_inputs = {};   // to be reported, by name
  std::vector<std::string> missing_outputs = {};  // the same
  std::vector<std::size_t> unknown_inputs = {};   // to be reported, by position
  std::vector<std::string> unknown_outputs = {};  // by name: a loop's may stand in its body only
  std::vector<std::size_t> stray_inputs = {};     // of a prompt, no place of which has their name

  // Names of ports that ought to be there: connections to them follow from that fault.
  std::vector<std::string> absent_inputs = {};
  std::vector<std::string> absent_outputs = {};

  std::vector<std::size_t> unfulfilled_inputs = {};  // without a connection, by position
  // Incoming data connections that name no input of the node: each may be meant for an unfulfilled
  // one. Outgoing ones that name no output.
  std::size_t lost_incoming = 0;
  std::size_t lost_outgoing = 0;
};

// One definition: the flow's own, or the inside of a loop.
struct DefinitionView {
  const model::FlowDefinition* definition = nullptr;
  std::string pointer;  // "" at the top
  // The Loop that it is the inside of: a definition and a node in it. Absent at the top.
  std::optional<std::pair<std::size_t, std::size_t>> loop = {};
  std::vector<NodeView> nodes = {};
  std::vector<ConnectionView> connections = {};

  [[nodiscard]] std::string_view loop_name(const class Subject& subject) const;
};

// What is validated: a flow's definition and those inside of its loops, indexed once, in time
// linear in nodes and connections.
class Subject {
 public:
  // `definition` must outlive the subject.
  Subject(const model::FlowDefinition& definition, const PromptLookup& prompts);
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  // The flow's own first, each before those inside of it, in their order.
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
  std::unordered_map<std::string_view, std::size_t> node_names_;  // how many definitions have one
};

// Calls visit(DefinitionView, NodeView) for each node, those inside of loops included.
template <class Visit>
void for_each_node(const Subject& subject, Visit visit) {
  for (const DefinitionView& view : subject.definitions()) {
    for (const NodeView& node : view.nodes) visit(view, node);
  }
}

// The member of a node's configuration that belongs to its type: "InlineCode" has "inlineCode".
std::string configuration_key(std::string_view node_type);

}  // namespace flows::validate
