#pragma once

#include <optional>

#include "nodes/node_type.h"
#include "nodes/prompt_template.h"

namespace flows::nodes {

// The template of a Prompt node whose source is an inline TEXT template; nullopt for every other
// source.
std::optional<PromptTemplate> inline_text_template(const model::FlowNode& node);

// Puts its inputs into the places of the template, asks the model, gives its answer. This version
// reads inline TEXT templates without a guardrail; what else a node asks for is kValidation.
base::Result<NodeProgram> compile_prompt(const model::FlowNode& node);

}  // namespace flows::nodes
