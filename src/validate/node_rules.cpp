#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "nodes/prompt_node.h"
#include "nodes/registry.h"
#include "validate/rules.h"

namespace flows::validate {
namespace {

using base::Json;
using model::FlowDefinition;
using model::FlowNode;

struct RequiredText {
  std::string_view type;
  const char* pointer;  // within the configuration
};

// Texts that may be saved empty, so that a half-finished flow can be kept, but not prepared.
constexpr std::array<RequiredText, 10> kRequiredTexts = {
    {{"Prompt", "/sourceConfiguration/resource/promptArn"},
     {"Prompt", "/sourceConfiguration/inline/modelId"},
     {"LambdaFunction", "/lambdaArn"},
     {"Agent", "/agentAliasArn"},
     {"KnowledgeBase", "/knowledgeBaseId"},
     {"Lex", "/botAliasArn"},
     {"Lex", "/localeId"},
     {"Storage", "/serviceConfiguration/s3/bucketName"},
     {"Retrieval", "/serviceConfiguration/s3/bucketName"},
     {"InlineCode", "/code"}}};

bool lacks_configuration(const FlowNode& node) {
  const nodes::NodeType* type = nodes::find_node_type(node.type);
  CHECK(type != nullptr, "a definition has AWS's node types only");
  if (!type->configured) return false;
  if (node.configuration.is_null()) return true;
  return std::any_of(kRequiredTexts.begin(), kRequiredTexts.end(), [&](const RequiredText& text) {
    const Json::json_pointer pointer(text.pointer);
    return text.type == node.type && node.configuration.contains(pointer) &&
           node.configuration.at(pointer) == "";
  });
}

std::vector<std::string> template_variables(const FlowNode& node) {
  if (node.type != "Prompt") return {};
  const auto prompt = nodes::inline_text_template(node);
  return prompt ? prompt->variables() : std::vector<std::string>{};
}

bool has_port(std::span<const nodes::PortSpec> ports, std::string_view name) {
  return std::any_of(ports.begin(), ports.end(),
                     [&](const nodes::PortSpec& port) { return port.name == name; });
}

// Calls `visit(node, type)` for each node whose type is in the registry.
template <class Visit>
void for_each_known(const FlowDefinition& definition, Visit visit) {
  for (const FlowNode& node : definition.nodes) {
    const nodes::NodeType* type = nodes::find_node_type(node.type);
    if (type != nullptr) visit(node, *type);
  }
}

}  // namespace

void check_configuration(const FlowDefinition& definition, Report& report) {
  for (const FlowNode& node : definition.nodes) {
    if (!lacks_configuration(node)) continue;
    report.error(fmt::format("Node {} is missing its configuration.", node.name),
                 {{"node", node.name}});
  }
}

void check_missing_inputs(const FlowDefinition& definition, Report& report) {
  for_each_known(definition, [&](const FlowNode& node, const nodes::NodeType& type) {
    std::vector<std::string> needed = template_variables(node);
    for (const nodes::PortSpec& port : type.inputs) {
      if (port.required) needed.emplace_back(port.name);
    }
    for (const std::string& input : needed) {
      if (node.find_input(input)) continue;
      report.error(fmt::format("Node {} is missing the input {}.", node.name, input),
                   {{"node", node.name}, {"input", input}});
    }
  });
}

void check_missing_outputs(const FlowDefinition& definition, Report& report) {
  for_each_known(definition, [&](const FlowNode& node, const nodes::NodeType& type) {
    for (const nodes::PortSpec& port : type.outputs) {
      if (!port.required || node.find_output(port.name)) continue;
      report.error(fmt::format("Node {} is missing the output {}.", node.name, port.name),
                   {{"node", node.name}, {"output", port.name}});
    }
  });
}

void check_unknown_inputs(const FlowDefinition& definition, Report& report) {
  for_each_known(definition, [&](const FlowNode& node, const nodes::NodeType& type) {
    const bool has_template = node.type == "Prompt" && nodes::inline_text_template(node);
    const std::vector<std::string> variables = template_variables(node);
    for (const model::FlowNodeInput& input : node.inputs) {
      const Json details = {{"node", node.name}, {"input", input.name}};
      const std::string message =
          fmt::format("Node {} has the unknown input {}.", node.name, input.name);
      if (!type.free_inputs && !has_port(type.inputs, input.name)) {
        report.error(message, details);
      } else if (has_template &&
                 std::find(variables.begin(), variables.end(), input.name) == variables.end()) {
        report.warning(message, details);
      }
    }
  });
}

void check_unknown_outputs(const FlowDefinition& definition, Report& report) {
  for_each_known(definition, [&](const FlowNode& node, const nodes::NodeType& type) {
    for (const model::FlowNodeOutput& output : node.outputs) {
      if (type.free_outputs || has_port(type.outputs, output.name)) continue;
      report.error(fmt::format("Node {} has the unknown output {}.", node.name, output.name),
                   {{"node", node.name}, {"output", output.name}});
    }
  });
}

void check_input_types(const FlowDefinition& definition, Report& report) {
  for_each_known(definition, [&](const FlowNode& node, const nodes::NodeType& type) {
    for (const nodes::PortSpec& port : type.inputs) {
      const auto input = node.find_input(port.name);
      if (!input || !port.type || node.inputs[*input].type == *port.type) continue;
      const std::string_view expected = model::to_text(*port.type);
      report.error(
          fmt::format("Input {} of node {} must have type {}.", port.name, node.name, expected),
          {{"node", node.name}, {"input", port.name}, {"expectedType", expected}});
    }
  });
}

void check_output_types(const FlowDefinition& definition, Report& report) {
  for_each_known(definition, [&](const FlowNode& node, const nodes::NodeType& type) {
    for (const nodes::PortSpec& port : type.outputs) {
      const auto output = node.find_output(port.name);
      if (!output || !port.type || node.outputs[*output].type == *port.type) continue;
      const std::string_view expected = model::to_text(*port.type);
      report.error(
          fmt::format("Output {} of node {} must have type {}.", port.name, node.name, expected),
          {{"node", node.name}, {"output", port.name}, {"expectedType", expected}});
    }
  });
}

}  // namespace flows::validate
