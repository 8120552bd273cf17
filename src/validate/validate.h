#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "model/finding.h"

namespace flows::validate {

// Returns the variants of the prompt or prompt version with that ARN, in the form of the API, or
// null if it is unknown. It is called for each node that names a prompt.
using PromptLookup = std::function<base::Json(std::string_view arn)>;

// Returns the findings for a definition that has passed the constraints of the API model: in the
// order of the rules and then of the definition, at most limits::kFindingsMax. A definition without
// Error findings can be made into a FlowGraph. Threads: any.
//
// `prompts` finds the prompts that nodes name; without it, what such nodes require is not checked.
std::vector<model::Finding> validate_definition(const base::Json& definition,
                                                const PromptLookup& prompts = {});

// Returns the findings for a flow that has no definition yet. Threads: any.
std::vector<model::Finding> validate_missing_definition();

}  // namespace flows::validate
