#include "api/flow_input.h"

#include <fmt/format.h>

#include <utility>

#include "api/input.h"

namespace flows::api {
namespace {

using base::Error;
using base::Json;

Error invalid(std::string message) { return {base::ErrorCode::kValidation, std::move(message)}; }

}  // namespace

GivenInput read_given(const Json& input) {
  const Json& only = input.at("inputs").front();
  return {.node = text_member(only, "nodeName"),
          .input = optional_text_member(only, "nodeInputName"),
          .output = optional_text_member(only, "nodeOutputName"),
          .document = only.at("content").at("document")};
}

Error not_the_input_node(const engine::CompiledFlow& flow, const GivenInput& given) {
  return invalid(fmt::format("The input names the node {}, but the flow's Input node is {}.",
                             given.node, flow.graph().node(flow.start()).name));
}

base::Result<Json> read_document(const engine::CompiledFlow& flow, const GivenInput& given) {
  const model::FlowNode& start = flow.graph().node(flow.start());
  if (given.node != start.name) return not_the_input_node(flow, given);
  if (given.input) {
    return invalid(
        fmt::format("The input names an input of node {}, which takes a document as the "
                    "start of a run: name its output instead.",
                    given.node));
  }
  if (given.output && !start.find_output(*given.output)) {
    return invalid(fmt::format("The node {} has no output {}.", given.node, *given.output));
  }
  return given.document;
}

std::optional<std::string> read_latency(const Json& input) {
  const Json* configuration = base::find_member(input, "modelPerformanceConfiguration");
  const Json* performance =
      configuration == nullptr ? nullptr : base::find_member(*configuration, "performanceConfig");
  if (performance == nullptr) return std::nullopt;
  return optional_text_member(*performance, "latency");
}

}  // namespace flows::api
