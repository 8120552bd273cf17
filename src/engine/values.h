#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/run_state.h"
#include "model/flow_event.h"

// How values enter and leave a node: expressions applied, types checked, fields of events made.
namespace flows::engine {

// What arrives at the connected inputs now: all that a node runs with, or, of a gathering node,
// what belongs to the current item. Errors: kValidation, where an expression finds nothing or a
// value has the wrong type.
base::Result<nodes::NodeInputs> evaluate_arriving_inputs(const CompiledFlow& flow,
                                                         const RunState& state, std::size_t node);

// The inputs a node runs with: for a gathering node what it has gathered, for every other what
// arrives, with the user's answer in the place of what was said when the node asked. Errors: as
// above.
base::Result<nodes::NodeInputs> evaluate_inputs(const CompiledFlow& flow, const RunState& state,
                                                std::size_t node);

// A list of this one: one that is written out copies what it holds.
std::vector<model::EventField> one_field(model::EventField field);

// The fields of an input event.
std::vector<model::EventField> input_fields(const CompiledFlow& flow, std::size_t node,
                                            const nodes::NodeInputs& inputs);

// The field that tells what the user answers to a node that asked. Errors: kValidation, where the
// answer has the wrong type.
base::Result<model::EventField> answer_field(const CompiledFlow& flow, std::size_t node,
                                             base::Json answer);

// The fields of an output event: the values of declared outputs, in the order of their declaration;
// a value for an output that the node does not declare is dropped. Errors: kValidation, where a
// value has the wrong type or is larger than limits::kDocumentBytesMax.
base::Result<std::vector<model::EventField>> output_fields(
    const CompiledFlow& flow, std::size_t node,
    std::vector<std::pair<std::string, base::Json>> outputs);

// About as many bytes as the value has as JSON text; counting ends soon after `enough`.
std::size_t text_bytes(const base::Json& value, std::size_t enough);

// The failure of a node whose value is larger than limits::kDocumentBytesMax.
base::Error too_large(std::string_view what, std::string_view node);

}  // namespace flows::engine
