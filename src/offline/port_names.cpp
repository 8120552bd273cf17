#include "offline/port_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/check.h"
#include "base/text/ascii.h"
#include "nodes/registry.h"
#include "validate/port_faults.h"

namespace flows::offline {
namespace {

using model::FlowNode;
using nodes::NodeType;
using nodes::PortSpec;

// What cannot be told from the table of node types.
struct FreePorts {
  std::string_view type;
  std::string_view inputs = "inputs of any names";
  std::string_view outputs = "outputs of any names";
  std::string_view advice = {};  // one or two sentences
};

constexpr FreePorts kFreePorts[] = {
    {.type = "Prompt", .inputs = "an input for each {{variable}} of its template"},
    {.type = "Condition",
     .advice = "Its conditions stand in the place of outputs: a Conditional connection leads from "
               "a condition to a node, which takes its values by Data connections from the nodes "
               "before the Condition node."},
    {.type = "Loop",
     .advice = "An output of its LoopInput takes the input of the same name, and an ExitLoop input "
               "of its LoopController gives the output of the same name; the output "
               "iterationCount, a Number, needs none."},
    {.type = "LoopInput",
     .outputs = "outputs, each of which takes the input of the same name of its Loop node"},
    {.type = "LoopController",
     .inputs = "inputs of any names, each with a category,",
     .advice = "The value of an ExitLoop input leaves the loop by the output of the same name of "
               "its Loop node."},
};
constexpr FreePorts kAnyPorts{.type = ""};

const FreePorts& free_ports(std::string_view type) {
  const auto* const found = std::ranges::find(kFreePorts, type, &FreePorts::type);
  return found == std::end(kFreePorts) ? kAnyPorts : *found;
}

const NodeType& type_of_node(const FlowNode& node) {
  const NodeType* const type = nodes::find_node_type(node.type);
  CHECK(type != nullptr, "a definition has AWS's node types only");
  return *type;
}

std::vector<std::string> names_of(std::span<const PortSpec> ports, bool required) {
  std::vector<std::string> names;
  for (const PortSpec& port : ports) {
    if (port.required == required) names.emplace_back(port.name);
  }
  return names;
}

// Returns "the input a" or "the inputs a and b".
std::string named(std::string_view kind, const std::vector<std::string>& names) {
  return fmt::format("the {}{} {}", kind, names.size() == 1 ? "" : "s", in_words(names));
}

std::string inputs_of(const NodeType& type) {
  if (type.free_inputs) return fmt::format("has {}", free_ports(type.name).inputs);
  if (type.inputs.empty()) return "has no inputs";
  return "has " + named("input", names_of(type.inputs, true));
}

std::string outputs_of(const NodeType& type) {
  if (type.free_outputs) return std::string(free_ports(type.name).outputs);
  if (type.outputs.empty()) return "declares no outputs";
  return named("output", names_of(type.outputs, true));
}

// Returns the clause about the ports that a node may leave out, or "".
std::string optional_ports(const NodeType& type) {
  for (const auto& [kind, ports] : {std::pair("input", type.inputs), {"output", type.outputs}}) {
    const auto names = names_of(ports, false);
    if (!names.empty()) return fmt::format("; it may have {} too", named(kind, names));
  }
  return "";
}

// Which ports a node may have, as its type says: pairs of a name and a type that is empty if any is
// allowed. The optional ones are included.
struct Candidate {
  std::string_view name;
  std::optional<model::IoType> type;
};

// Returns the only port that the name may stand for: one that differs in case only, else the only
// required one that the node does not declare.
std::optional<Candidate> find_meant(std::span<const PortSpec> ports,
                                    const std::vector<std::string>& declared,
                                    const std::string& name) {
  std::vector<Candidate> absent;
  for (const PortSpec& port : ports) {
    if (std::ranges::find(declared, port.name) != declared.end()) continue;
    if (base::equal_ignoring_case(port.name, name)) return Candidate{port.name, port.type};
    if (port.required) absent.push_back({port.name, port.type});
  }
  return absent.size() == 1 ? std::optional(absent.front()) : std::nullopt;
}

std::string correct(const std::optional<Candidate>& meant, const std::string& name, bool is_none) {
  if (!meant) return fmt::format("{} {}.", is_none ? "Remove" : "Rename or remove", name);
  const std::string type =
      meant->type ? fmt::format(" (of type {})", model::to_text(*meant->type)) : "";
  return fmt::format("Rename {} to {}{}, in the node and in its connections.", name, meant->name,
                     type);
}

}  // namespace

std::string in_words(std::span<const std::string> words) {
  CHECK(!words.empty(), "there is something to list");
  std::string text = words.front();
  for (std::size_t at = 1; at < words.size(); ++at) {
    text += (at + 1 == words.size() ? " and " : ", ") + words[at];
  }
  return text;
}

std::string node_of_type(std::string_view type) {
  const bool has_vowel = std::string_view("AEIO").find(type.front()) != std::string_view::npos;
  return fmt::format("{} {} node", has_vowel ? "an" : "a", type);
}

std::string ports_of_type(const FlowNode& node) {
  const NodeType& type = type_of_node(node);
  std::string subject = node_of_type(type.name);
  subject.front() = base::to_upper(subject.front());
  if (type.name == "KnowledgeBase") {
    // It has exactly one of the two outputs, which the table cannot say.
    return subject +
           " has the input retrievalQuery and the output retrievalResults, or outputText with a "
           "modelId.";
  }
  const std::string_view advice = free_ports(type.name).advice;
  return fmt::format("{} {} and {}{}.{}{}", subject, inputs_of(type), outputs_of(type),
                     optional_ports(type), advice.empty() ? "" : " ", advice);
}

std::string correct_input(const FlowNode& node, const std::string& name) {
  const NodeType& type = type_of_node(node);
  return correct(find_meant(type.inputs, declared_inputs(node), name), name,
                 type.inputs.empty() && !type.free_inputs);
}

std::string correct_output(const FlowNode& node, const std::string& name) {
  const NodeType& type = type_of_node(node);
  std::optional<Candidate> meant = find_meant(type.outputs, declared_outputs(node), name);
  if (!meant && type.name == "KnowledgeBase" && node.outputs.size() == 1) {
    const auto port =
        std::ranges::find(type.outputs, validate::knowledge_output(node), &PortSpec::name);
    meant = Candidate{port->name, port->type};
  }
  return correct(meant, name, type.outputs.empty() && !type.free_outputs);
}

std::vector<std::string> declared_inputs(const FlowNode& node) {
  std::vector<std::string> names;
  for (const model::FlowNodeInput& input : node.inputs) names.push_back(input.name);
  return names;
}

std::vector<std::string> declared_outputs(const FlowNode& node) {
  std::vector<std::string> names;
  for (const model::FlowNodeOutput& output : node.outputs) names.push_back(output.name);
  return names;
}

}  // namespace flows::offline
