#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/flow_definition.h"
#include "validate/validate.h"

namespace flows::validate {

// The names of the places in the template of a Prompt node, each once: of the template in the node,
// or of the default variant of the prompt that it names. nullopt for other nodes, and where the
// prompt is not known.
std::optional<std::vector<std::string>> find_variables(const model::FlowNode& node,
                                                       const PromptLookup& prompts);

}  // namespace flows::validate
