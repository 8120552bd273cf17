#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "engine/compiled_flow.h"

// Reads the members of InvokeFlow and StartFlowExecution that describe the requested run.
namespace flows::api {

// The one input of a call. It is a view of the validated input of the operation.
struct GivenInput {
  std::string node;
  std::optional<std::string> input;
  std::optional<std::string> output;
  const base::Json& document;
};
GivenInput read_given(const base::Json& input);

// Returns the error kValidation for an input that does not go to the flow's Input node.
base::Error not_the_input_node(const engine::CompiledFlow& flow, const GivenInput& given);

// Returns the document that starts a run. Errors: kValidation if it is not meant for the flow's
// Input node, or for none of its outputs.
base::Result<base::Json> read_document(const engine::CompiledFlow& flow, const GivenInput& given);

// Returns performanceConfig.latency of the call.
std::optional<std::string> read_latency(const base::Json& input);

}  // namespace flows::api
