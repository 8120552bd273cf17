#include "engine/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/limits.h"

namespace flows::engine {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;

// Returns the error for a value of the wrong type, in AWS's words; `port_kind` is "Input" or
// "Output".
Error wrong_type(std::string_view port_kind, std::string_view port, std::string_view node,
                 model::IoType declared, const Json& actual) {
  return {
      ErrorCode::kValidation,
      fmt::format("Expected type for Node {} {} of Node {} to be {}. Actual type is {}.", port_kind,
                  port, node, model::to_upper_text(declared), model::upper_type_name(actual))};
}

base::Result<Json> evaluate_input(const CompiledFlow& flow, std::size_t node, std::size_t input,
                                  const Json& whole) {
  const model::FlowNodeInput& declared = flow.graph().node(node).inputs[input];
  const std::string& name = flow.graph().node(node).name;
  std::optional<Json> value = flow.node(node).expressions[input].evaluate(whole);
  if (!value) {
    return Error{ErrorCode::kValidation,
                 fmt::format("Failed to resolve expression {} for Node Input {} of Node {}.",
                             declared.expression, declared.name, name)};
  }
  if (model::type_of(*value) != declared.type) {
    return wrong_type("Input", declared.name, name, declared.type, *value);
  }
  return *std::move(value);
}

}  // namespace

base::Result<nodes::NodeInputs> evaluate_arriving_inputs(const CompiledFlow& flow,
                                                         const RunState& state, std::size_t node) {
  std::vector<nodes::InputValue> values;
  const std::vector<model::FlowNodeInput>& inputs = flow.graph().node(node).inputs;
  for (std::size_t input = 0; input < inputs.size(); ++input) {
    const Json* const whole = state.arriving({.node = node, .input = input});
    if (whole == nullptr) continue;
    ASSIGN_OR_RETURN(Json value, evaluate_input(flow, node, input, *whole));
    values.push_back({.name = inputs[input].name, .value = std::move(value)});
  }
  return nodes::NodeInputs(std::move(values));
}

base::Result<nodes::NodeInputs> evaluate_inputs(const CompiledFlow& flow, const RunState& state,
                                                std::size_t node) {
  const std::string_view gathers_from = flow.traits(node).gathers_from;
  if (gathers_from.empty()) {
    ASSIGN_OR_RETURN(nodes::NodeInputs inputs, evaluate_arriving_inputs(flow, state, node));
    const Json* answer = state.answer(node);
    if (answer != nullptr) inputs.replace(flow.traits(node).asks_through, *answer);
    return inputs;
  }
  return nodes::NodeInputs({{.name = gathers_from, .value = state.gathered(node)}});
}

std::vector<model::EventField> one_field(model::EventField field) {
  std::vector<model::EventField> fields;
  fields.push_back(std::move(field));
  return fields;
}

std::vector<model::EventField> input_fields(const CompiledFlow& flow, std::size_t node,
                                            const nodes::NodeInputs& inputs) {
  const model::FlowNode& declared = flow.graph().node(node);
  std::vector<model::EventField> fields;
  for (const nodes::InputValue& input : inputs.all()) {
    const std::optional<std::size_t> position = declared.find_input(input.name);
    CHECK(position.has_value(), "a node runs with declared inputs only");
    const auto& source = flow.graph().neighbours(node).sources[*position];
    CHECK(source.has_value(), "a value came over a connection");
    const model::FlowNode& from = flow.graph().node(source->node);
    const model::FlowNodeInput& port = declared.inputs[*position];
    fields.push_back({.name = port.name,
                      .content = input.value,
                      .type = port.type,
                      .source = model::FieldSource{.node = from.name,
                                                   .output = from.outputs[source->output].name,
                                                   .expression = port.expression},
                      .category = port.category});
  }
  return fields;
}

base::Result<model::EventField> answer_field(const CompiledFlow& flow, std::size_t node,
                                             Json answer) {
  const model::FlowNode& declared = flow.graph().node(node);
  const auto input = declared.find_input(flow.traits(node).asks_through);
  CHECK(input.has_value(), "a node that asks has the input that takes the answer");
  const model::FlowNodeInput& port = declared.inputs[*input];
  if (model::type_of(answer) != port.type) {
    return wrong_type("Input", port.name, declared.name, port.type, answer);
  }
  return model::EventField{.name = port.name, .content = std::move(answer), .type = port.type};
}

base::Result<std::vector<model::EventField>> output_fields(
    const CompiledFlow& flow, std::size_t node, std::vector<std::pair<std::string, Json>> outputs) {
  const model::FlowNode& declared = flow.graph().node(node);
  std::vector<model::EventField> fields;
  for (std::size_t output = 0; output < declared.outputs.size(); ++output) {
    const model::FlowNodeOutput& port = declared.outputs[output];
    const auto value = std::find_if(outputs.begin(), outputs.end(),
                                    [&](const auto& pair) { return pair.first == port.name; });
    CHECK(value != outputs.end(), "a node produces every output it declares");
    if (model::type_of(value->second) != port.type) {
      return wrong_type("Output", port.name, declared.name, port.type, value->second);
    }
    constexpr std::size_t kMax = base::limits::kDocumentBytesMax;
    if (text_bytes(value->second, kMax) > kMax)
      return too_large("value of an output of", declared.name);
    model::EventField field{
        .name = port.name, .content = std::move(value->second), .type = port.type};
    for (const model::InputRef& target : flow.graph().neighbours(node).targets[output]) {
      const model::FlowNode& to = flow.graph().node(target.node);
      field.next.push_back({.node = to.name, .input = to.inputs[target.input].name});
    }
    fields.push_back(std::move(field));
  }
  return fields;
}

std::size_t text_bytes(const Json& value, std::size_t enough) {
  constexpr std::size_t kScalarBytes = 8;  // brackets, quotes and most numbers
  if (value.is_string()) return value.get_ref<const std::string&>().size() + 2;
  if (!value.is_structured()) return kScalarBytes;
  std::size_t bytes = 2;
  for (auto item = value.begin(); item != value.end() && bytes <= enough; ++item) {
    bytes += text_bytes(*item, enough) + 1;
    if (value.is_object()) bytes += item.key().size() + 3;
  }
  return bytes;
}

Error too_large(std::string_view what, std::string_view node) {
  return {ErrorCode::kValidation, fmt::format("The {} Node {} takes more than {} bytes.", what,
                                              node, base::limits::kDocumentBytesMax)};
}

}  // namespace flows::engine
