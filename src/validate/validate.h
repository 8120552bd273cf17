#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "model/finding.h"

namespace flows::validate {

// The variants of the prompt or prompt version with that ARN, as in the API; null where it is not
// known. Called for each node that names one.
using PromptLookup = std::function<base::Json(std::string_view arn)>;

// What is wrong with a definition that has passed the constraints of the API model. In the order of
// the rules, then of the definition; at most limits::kFindingsMax. A definition without Error
// findings can be made into a FlowGraph. Threads: any.
//
// `prompts` finds prompts that nodes name; without it what such nodes need is not looked at.
std::vector<model::Finding> validate_definition(const base::Json& definition,
                                                const PromptLookup& prompts = {});

// What is wrong with a flow that has no definition yet. Threads: any.
std::vector<model::Finding> validate_missing_definition();

}  // namespace flows::validate
