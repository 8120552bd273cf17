#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/flow_definition.h"
#include "validate/validate.h"

namespace flows::validate {

// Returns the names of the variables in the template of a Prompt node, each once. The template is
// the one in the node, or that of the default variant of the prompt that the node names. Returns
// nullopt for other nodes and if the prompt is unknown.
std::optional<std::vector<std::string>> find_variables(const model::FlowNode& node,
                                                       const PromptLookup& prompts);

}  // namespace flows::validate
