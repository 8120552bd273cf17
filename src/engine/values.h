#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/run_state.h"
#include "model/flow_event.h"

// How values enter and leave a node: these functions apply expressions, check types and make the
// fields of events.
namespace flows::engine {

// Returns the values that arrive at the connected inputs now: all that a node runs with or, for a
// gathering node, those of the current item. Errors: kValidation if an expression finds nothing or
// a value has the wrong type.
base::Result<nodes::NodeInputs> evaluate_arriving_inputs(const CompiledFlow& flow,
                                                         const RunState& state, std::size_t node);

// Returns the inputs that a node runs with: what a gathering node has gathered, or what arrives at
// any other node. For a node that asked, the user's answer replaces the input with which it asked.
// Errors: those of evaluate_arriving_inputs.
base::Result<nodes::NodeInputs> evaluate_inputs(const CompiledFlow& flow, const RunState& state,
                                                std::size_t node);

// Returns a list that contains only `field`. An initializer list would copy the field.
std::vector<model::EventField> one_field(model::EventField field);

// Returns the fields of an input event.
std::vector<model::EventField> input_fields(const CompiledFlow& flow, std::size_t node,
                                            const nodes::NodeInputs& inputs);

// Returns the field with the user's answer to a node that asked. Errors: kValidation if the answer
// has the wrong type.
base::Result<model::EventField> answer_field(const CompiledFlow& flow, std::size_t node,
                                             base::Json answer);

// Returns the fields of an output event: the values of the declared outputs, in the order of their
// declaration. A value for an undeclared output is dropped. Errors: kValidation if a value has the
// wrong type or is larger than limits::kDocumentBytesMax.
base::Result<std::vector<model::EventField>> output_fields(
    const CompiledFlow& flow, std::size_t node,
    std::vector<std::pair<std::string, base::Json>> outputs);

// Returns the approximate size of the value as JSON text, in bytes; counting ends soon after
// `enough`.
std::size_t text_bytes(const base::Json& value, std::size_t enough);

// Returns the failure of a node whose value is larger than limits::kDocumentBytesMax.
base::Error too_large(std::string_view what, std::string_view node);

}  // namespace flows::engine
