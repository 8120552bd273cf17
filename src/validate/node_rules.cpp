#include <fmt/format.h>

#include <algorithm>

#include "validate/rules.h"

#include "base/text/ascii.h"

namespace flows::validate {
namespace {

using base::Json;
using model::FlowNode;
using nodes::PortSpec;

struct RequiredText {
  std::string_view type;
  const char* pointer;  // within the configuration
};

// Texts that may be empty in a flow that is saved half-finished, but not in one that is prepared.
constexpr RequiredText kRequiredTexts[] = {{"Prompt", "/sourceConfiguration/resource/promptArn"},
                                           {"Prompt", "/sourceConfiguration/inline/modelId"},
                                           {"LambdaFunction", "/lambdaArn"},
                                           {"Agent", "/agentAliasArn"},
                                           {"KnowledgeBase", "/knowledgeBaseId"},
                                           {"Lex", "/botAliasArn"},
                                           {"Lex", "/localeId"},
                                           {"Storage", "/serviceConfiguration/s3/bucketName"},
                                           {"Retrieval", "/serviceConfiguration/s3/bucketName"},
                                           {"InlineCode", "/code"}};

// Returns the pointer to what is missing in a node's configuration, or nullopt if it is complete.
std::optional<std::string> find_missing_configuration(const NodeView& view) {
  if (!view.type->configured) return std::nullopt;
  const FlowNode& node = *view.node;
  if (node.configuration.is_null()) return view.pointer;
  for (const RequiredText& text : kRequiredTexts) {
    if (text.type != node.type) continue;
    const Json::json_pointer pointer(text.pointer);
    if (!node.configuration.contains(pointer) || node.configuration.at(pointer) != "") continue;
    return fmt::format("{}/configuration/{}{}", view.pointer, configuration_key(node.type),
                       text.pointer);
  }
  return std::nullopt;
}

std::string input_pointer(const NodeView& view, std::size_t input) {
  return fmt::format("{}/inputs/{}", view.pointer, input);
}

// Returns the pointer to an output. An output that only the inside of a loop has leads to the loop.
std::string output_pointer(const NodeView& view, const std::string& output) {
  const auto position = view.node->find_output(output);
  return position ? fmt::format("{}/outputs/{}", view.pointer, *position) : view.pointer;
}

}  // namespace

void check_configuration(const Subject& subject, Report& report) {
  for_each_node(subject, [&](const DefinitionView&, const NodeView& view) {
    const auto place = find_missing_configuration(view);
    if (!place) return;
    report.error(*place, fmt::format("Node {} is missing its configuration.", view.node->name),
                 {{"node", view.node->name}});
  });
}

void check_missing_inputs(const Subject& subject, Report& report) {
  for_each_node(subject, [&](const DefinitionView&, const NodeView& view) {
    for (const std::string& input : view.missing_inputs) {
      report.error(view.pointer,
                   fmt::format("Node {} is missing the input {}.", view.node->name, input),
                   {{"node", view.node->name}, {"input", input}});
    }
  });
}

void check_missing_outputs(const Subject& subject, Report& report) {
  for_each_node(subject, [&](const DefinitionView&, const NodeView& view) {
    for (const std::string& output : view.missing_outputs) {
      report.error(output_pointer(view, output),
                   fmt::format("Node {} is missing the output {}.", view.node->name, output),
                   {{"node", view.node->name}, {"output", output}});
    }
  });
}

void check_unknown_inputs(const Subject& subject, Report& report) {
  for_each_node(subject, [&](const DefinitionView&, const NodeView& view) {
    const auto describe = [&](std::size_t input) {
      return std::pair(fmt::format("Node {} has the unknown input {}.", view.node->name,
                                   view.node->inputs[input].name),
                       Json{{"node", view.node->name}, {"input", view.node->inputs[input].name}});
    };
    for (const std::size_t input : view.unknown_inputs) {
      auto [message, details] = describe(input);
      report.error(input_pointer(view, input), std::move(message), std::move(details));
    }
    for (const std::size_t input : view.stray_inputs) {
      auto [message, details] = describe(input);
      report.warning(input_pointer(view, input), std::move(message), std::move(details));
    }
  });
}

void check_unknown_outputs(const Subject& subject, Report& report) {
  for_each_node(subject, [&](const DefinitionView&, const NodeView& view) {
    for (const std::string& output : view.unknown_outputs) {
      report.error(output_pointer(view, output),
                   fmt::format("Node {} has the unknown output {}.", view.node->name, output),
                   {{"node", view.node->name}, {"output", output}});
    }
  });
}

void check_input_types(const Subject& subject, Report& report) {
  for_each_node(subject, [&](const DefinitionView&, const NodeView& view) {
    for (const PortSpec& port : view.type->inputs) {
      const auto input = view.node->find_input(port.name);
      if (!input || !port.type || view.node->inputs[*input].type == *port.type) continue;
      const std::string_view expected = model::to_text(*port.type);
      report.error(input_pointer(view, *input) + "/type",
                   fmt::format("Input {} of node {} must have type {}.", port.name, view.node->name,
                               expected),
                   {{"node", view.node->name}, {"input", port.name}, {"expectedType", expected}});
    }
  });
}

void check_output_types(const Subject& subject, Report& report) {
  for_each_node(subject, [&](const DefinitionView&, const NodeView& view) {
    for (const PortSpec& port : view.type->outputs) {
      const auto output = view.node->find_output(port.name);
      if (!output || !port.type || view.node->outputs[*output].type == *port.type) continue;
      const std::string_view expected = model::to_text(*port.type);
      report.error(fmt::format("{}/outputs/{}/type", view.pointer, *output),
                   fmt::format("Output {} of node {} must have type {}.", port.name,
                               view.node->name, expected),
                   {{"node", view.node->name}, {"output", port.name}, {"expectedType", expected}});
    }
  });
}

// A connection that ends at an unknown place leaves an input unconnected. Both are one fault, so
// such inputs are not reported.
void check_unconnected_inputs(const Subject& subject, Report& report) {
  for (const DefinitionView& view : subject.definitions()) {
    auto lost = static_cast<std::size_t>(
        std::ranges::count_if(view.connections, [](const ConnectionView& connection) {
          return connection.is_data() && !connection.target;
        }));
    for (const NodeView& node : view.nodes) {
      std::size_t explained = node.lost_incoming;
      for (const std::size_t input : node.unfulfilled_inputs) {
        if (explained > 0) {
          --explained;
        } else if (lost > 0) {
          --lost;
        } else {
          const std::string& name = node.node->inputs[input].name;
          report.error(input_pointer(node, input),
                       fmt::format("Input {} of node {} is not connected.", name, node.node->name),
                       {{"node", node.node->name}, {"input", name}});
        }
      }
    }
  }
}

}  // namespace flows::validate
