#include "offline/port_hints.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text/ascii.h"
#include "nodes/condition_node.h"
#include "nodes/loop_nodes.h"
#include "nodes/registry.h"
#include "offline/port_names.h"
#include "offline/position.h"
#include "validate/template_variables.h"

namespace flows::offline {
namespace {

using base::Json;
using model::FlowConnection;
using model::FlowDefinition;
using model::FlowNode;
using validate::PromptLookup;

// Where a finding is: a node, or a connection and the nodes at its ends; nullptr if there is none.
struct FindingPlace {
  const FlowNode* node = nullptr;
  const FlowConnection* connection = nullptr;
  const FlowNode* source = nullptr;
  const FlowNode* target = nullptr;
};

const FlowNode* node_named(const FlowDefinition& definition, const std::string& name) {
  const auto position = definition.find_node(name);
  return position ? &definition.nodes[*position] : nullptr;
}

// Follows a pointer such as /nodes/1/configuration/loop/definition/connections/0/source.
FindingPlace find_place(const FlowDefinition& top, const std::string& pointer) {
  FindingPlace place;
  const FlowDefinition* definition = &top;
  const Path path = path_of(Json::json_pointer(pointer));
  for (std::size_t at = 0; at + 1 < path.size(); ++at) {
    std::size_t index = 0;
    const std::string& number = path[at + 1];
    std::from_chars(number.data(), number.data() + number.size(), index);
    if (path[at] == "nodes") {
      place.node = &definition->nodes.at(index);
    } else if (path[at] == "connections") {
      const FlowConnection& found = definition->connections.at(index);
      return {.connection = &found,
              .source = node_named(*definition, found.source),
              .target = node_named(*definition, found.target)};
    } else if (path[at] == "loop" && path[at + 1] == "definition") {
      definition = &place.node->body.at(0);
    }
  }
  return place;
}

std::string detail(const model::Finding& finding, std::string_view name) {
  return base::find_member(finding.details, name)->get<std::string>();
}

std::vector<std::string> condition_names(const FlowNode& node) {
  std::vector<std::string> names;
  if (const Json* conditions = base::find_member(node.configuration, "conditions")) {
    for (const Json& condition : *conditions)
      names.push_back(condition.at("name").get<std::string>());
  }
  return names;
}

bool has_name(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// Returns "The template of Ask has the variables a and b.", or "" if the template is unknown.
std::string variables_of_template(const FlowNode& node, const PromptLookup& prompts) {
  const auto variables = validate::find_variables(node, prompts);
  if (!variables) return "";
  if (variables->empty()) return fmt::format(" The template of {} has no variables.", node.name);
  return fmt::format(" The template of {} has the variable{} {}.", node.name,
                     variables->size() == 1 ? "" : "s", in_words(*variables));
}

std::string declared_ports(const FlowNode& node, std::string_view kind,
                           const std::vector<std::string>& names) {
  if (names.empty()) return fmt::format("{} declares no {}s.", node.name, kind);
  return fmt::format("{} declares the {}{} {}.", node.name, kind, names.size() == 1 ? "" : "s",
                     in_words(names));
}

bool lists_port(std::span<const nodes::PortSpec> ports, std::string_view name) {
  return std::ranges::find(ports, name, &nodes::PortSpec::name) != ports.end();
}

std::string hint_for_unknown_input(const FlowNode& node, const std::string& input,
                                   const PromptLookup& prompts) {
  return fmt::format("{}{} {}", ports_of_type(node), variables_of_template(node, prompts),
                     correct_input(node, input));
}

std::string hint_for_unknown_output(const FlowNode& node, const std::string& output) {
  if (node.type == "Loop") {
    return fmt::format(
        "The LoopController in {} has the ExitLoop input {}: declare an output of that name in the "
        "Loop node, or rename the input. {}",
        node.name, output, ports_of_type(node));
  }
  return fmt::format("{} {}", ports_of_type(node), correct_output(node, output));
}

std::string hint_for_missing_input(const FlowNode& node, const std::string& input,
                                   const PromptLookup& prompts) {
  if (node.type == "Loop") {
    return fmt::format(
        "The LoopInput in {} has the output {}: declare an input of that name in the Loop node and "
        "connect it, or rename the output. {}",
        node.name, input, ports_of_type(node));
  }
  return fmt::format(
      "Declare the input {} in the node's inputs, with type and expression, and connect it. {}{}",
      input, ports_of_type(node), variables_of_template(node, prompts));
}

std::string hint_for_missing_output(const FlowNode& node, const std::string& output) {
  if (node.type == "Loop") {
    return fmt::format("Give its LoopController an ExitLoop input {}, or remove the output. {}",
                       output, ports_of_type(node));
  }
  return fmt::format("Declare the output {} in the node's outputs. {}", output,
                     ports_of_type(node));
}

std::string hint_for_source_output(const FlowNode& source, const std::string& output) {
  if (has_name(condition_names(source), output)) {
    return fmt::format(
        "{} is a condition: make this connection a Conditional one with "
        "configuration.conditional.condition {}. {}",
        output, output, ports_of_type(source));
  }
  if (lists_port(nodes::find_node_type(source.type)->outputs, output)) {
    return fmt::format("Declare the output {} in the outputs of {}. {}", output, source.name,
                       ports_of_type(source));
  }
  return fmt::format("{} {}", ports_of_type(source),
                     declared_ports(source, "output", declared_outputs(source)));
}

std::string hint_for_target_input(const FlowNode& target, const std::string& input,
                                  const PromptLookup& prompts) {
  if (lists_port(nodes::find_node_type(target.type)->inputs, input)) {
    return fmt::format("Declare the input {} in the inputs of {}. {}", input, target.name,
                       ports_of_type(target));
  }
  return fmt::format("{}{} {}", ports_of_type(target), variables_of_template(target, prompts),
                     declared_ports(target, "input", declared_inputs(target)));
}

std::string hint_for_condition_name(const FlowNode& source) {
  const auto names = condition_names(source);
  if (names.empty()) {
    return fmt::format("Only a Condition node has conditions, and {} is {}: use a Data connection.",
                       source.name, node_of_type(source.type));
  }
  return fmt::format("{} has the condition{} {}.", source.name, names.size() == 1 ? "" : "s",
                     in_words(names));
}

// An input that the type prescribes cannot be removed; nor can one that a template needs.
std::string hint_for_unconnected_input(const FlowNode& node, const std::string& input,
                                       const PromptLookup& prompts) {
  const auto variables = validate::find_variables(node, prompts);
  const bool may_go =
      nodes::find_node_type(node.type)->free_inputs && !(variables && has_name(*variables, input));
  return fmt::format("Add a Data connection with target {} and targetInput {}{}. {}", node.name,
                     input, may_go ? ", or remove the input" : "", ports_of_type(node));
}

std::string hint_for_repeated_input(const FlowNode& node) {
  const bool is_free = nodes::find_node_type(node.type)->free_inputs;
  return fmt::format("One connection feeds an input. {}oin the values in a node before. {}",
                     is_free ? "Declare further inputs, or j" : "J", ports_of_type(node));
}

std::string hint_for_port_type(const FlowNode& node, const std::string& port,
                               const std::string& expected) {
  return fmt::format("The type of {} is {} in every {} node. {}", port, expected, node.type,
                     ports_of_type(node));
}

// Returns the name of the condition whose expression is the word default, or "".
std::string meant_as_default(const FlowNode& node) {
  const Json* conditions = base::find_member(node.configuration, "conditions");
  if (conditions == nullptr) return "";
  for (const Json& condition : *conditions) {
    const Json* expression = base::find_member(condition, "expression");
    if (expression != nullptr &&
        base::trimmed(expression->get_ref<const std::string&>()) == nodes::kDefaultCondition) {
      return condition.at("name").get<std::string>();
    }
  }
  return "";
}

std::string hint_for_default(const FlowNode& node) {
  const std::string meant = meant_as_default(node);
  if (meant.empty()) return "";
  return fmt::format(
      "The default is a condition of that name without an expression: write {{\"name\": "
      "\"default\"}} in the place of {}, and add a Conditional connection for it.",
      meant);
}

std::string hint_for_condition(const FlowNode& node, const std::string& condition) {
  if (node.type == "LoopController") {
    std::vector<std::string> inputs;
    for (const model::FlowNodeInput& input : node.inputs) {
      if (input.category == nodes::kLoopCondition) inputs.push_back(input.name);
    }
    return fmt::format(
        "The continueCondition compares inputs of the category LoopCondition with values or "
        "each other, for example count < 3. {}",
        inputs.empty() ? fmt::format("{} has no such input.", node.name)
                       : fmt::format("{} has {}.", node.name, in_words(inputs)));
  }
  if (condition == nodes::kDefaultCondition || condition == meant_as_default(node)) {
    return R"(The default is a condition of that name without an expression: {"name": "default"}.)";
  }
  return fmt::format(
      "A condition compares inputs of its node by their names with values or each other, for "
      "example amount > 100 and kind == \"refund\"; it has neither functions nor paths. {}",
      declared_ports(node, "input", declared_inputs(node)));
}

std::string hint_about_node(const model::Finding& finding, const FlowNode& node,
                            const PromptLookup& prompts) {
  const std::string_view type = finding.type;
  if (type == "UnknownNodeInput")
    return hint_for_unknown_input(node, detail(finding, "input"), prompts);
  if (type == "UnknownNodeOutput") return hint_for_unknown_output(node, detail(finding, "output"));
  if (type == "MissingNodeInput")
    return hint_for_missing_input(node, detail(finding, "input"), prompts);
  if (type == "MissingNodeOutput") return hint_for_missing_output(node, detail(finding, "output"));
  if (type == "UnfulfilledNodeInput") {
    return hint_for_unconnected_input(node, detail(finding, "input"), prompts);
  }
  if (type == "MismatchedNodeInputType") {
    return hint_for_port_type(node, detail(finding, "input"), detail(finding, "expectedType"));
  }
  if (type == "MismatchedNodeOutputType") {
    return hint_for_port_type(node, detail(finding, "output"), detail(finding, "expectedType"));
  }
  if (type == "MalformedConditionExpression") {
    return hint_for_condition(node, detail(finding, "condition"));
  }
  return type == "MissingDefaultCondition" ? hint_for_default(node) : "";
}

// Checks whether a text has the form of names of nodes and ports.
bool is_name(std::string_view text) {
  const auto fits = [](char c) { return base::is_alphanumeric(c) || c == '_'; };
  return text.size() > 1 && base::is_letter(text.front()) && std::ranges::all_of(text, fits) &&
         text.back() != '_' && text.find("__") == text.npos;
}

// Splits a name such as "FlowInput.document" or "FlowInput->document" at everything that no name
// contains.
std::vector<std::string_view> parts_of_name(std::string_view text) {
  constexpr std::string_view kSeparators = ".:/>-$[]()#@'\" ";
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t start = std::min(text.find_first_not_of(kSeparators), text.size());
    text.remove_prefix(start);
    const std::string_view part = text.substr(0, text.find_first_of(kSeparators));
    if (!part.empty()) parts.push_back(part);
    text.remove_prefix(part.size());
  }
  return parts;
}

// Checks whether a text reads like the path to a port, and not like a name with a wrong character.
bool is_qualified(std::string_view text) { return text.find_first_of(".:/>[#@") != text.npos; }

// Returns what a member of a definition names: a port, a condition, a node, a connection; else "".
std::string_view named_thing(const Path& path) {
  const std::string& member = path.back();
  if (member == "sourceOutput" || member == "targetInput") return "port";
  if (member == "condition") return "condition";
  if (member == "source" || member == "target") return "node";
  if (member != "name" || path.size() < 3) return "";
  const std::string& list = path[path.size() - 3];
  if (list == "inputs" || list == "outputs") return "port";
  if (list == "conditions") return "condition";
  if (list == "nodes") return "node";
  return list == "connections" ? "connection" : "";
}

}  // namespace

PortHints::PortHints(const Json& definition, PromptLookup prompts)
    : definition_(model::read_definition(definition)), prompts_(std::move(prompts)) {}

std::string PortHints::find(const model::Finding& finding) const {
  const FindingPlace place = find_place(definition_, finding.pointer);
  if (finding.type == "MultipleNodeInputConnections" && place.target != nullptr) {
    return hint_for_repeated_input(*place.target);
  }
  if (finding.type == "UnknownConnectionSourceOutput") {
    return hint_for_source_output(*place.source, *place.connection->source_output);
  }
  if (finding.type == "UnknownConnectionTargetInput") {
    return hint_for_target_input(*place.target, *place.connection->target_input, prompts_);
  }
  if (finding.type == "UnknownConnectionCondition") return hint_for_condition_name(*place.source);
  return place.node == nullptr ? "" : hint_about_node(finding, *place.node, prompts_);
}

std::string hint_for_name(const Json& definition, const Json::json_pointer& pointer) {
  const Path path = path_of(pointer);
  if (path.empty() || !definition.contains(pointer)) return "";
  const std::string_view thing = named_thing(path);
  const Json& value = definition.at(pointer);
  if (thing.empty() || !value.is_string()) return "";
  const auto& name = value.get_ref<const std::string&>();
  if (is_name(name)) return "";
  if (name.starts_with('$')) {
    return fmt::format(
        "Write the {}'s name alone; a path belongs in the expression of the input that takes a "
        "part of the value.",
        thing);
  }
  const auto parts = parts_of_name(name);
  if (is_qualified(name) && !parts.empty()) {
    const std::string_view alone = thing == "node" ? parts.front() : parts.back();
    if (is_name(alone)) return fmt::format("Write the {}'s name alone: {}.", thing, alone);
  }
  return fmt::format(
      "The name of a {} begins with a letter, goes on with letters, digits and single underscores "
      "between them, and has two characters at least.",
      thing);
}

}  // namespace flows::offline
