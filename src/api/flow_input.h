#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "engine/compiled_flow.h"

// What InvokeFlow and StartFlowExecution say of the run they ask for.
namespace flows::api {

// The one input of a call; lives as long as the conformed input of the operation.
struct GivenInput {
  std::string node;
  std::optional<std::string> input;
  std::optional<std::string> output;
  const base::Json& document;
};
GivenInput read_given(const base::Json& input);

// kValidation: the input does not go to the flow's Input node.
base::Error not_the_input_node(const engine::CompiledFlow& flow, const GivenInput& given);

// The document that starts a run. Errors: kValidation, where it is not meant for the flow's Input
// node, or for none of its outputs.
base::Result<base::Json> read_document(const engine::CompiledFlow& flow, const GivenInput& given);

// performanceConfig.latency of the call.
std::optional<std::string> read_latency(const base::Json& input);

}  // namespace flows::api
