#pragma once

#include <string>

#include "base/caller.h"
#include "model/prompt.h"

// The JSON texts of responses about prompts, see flow_responses.h.
namespace flows::api {

// Returns the body that describes a draft or a version.
std::string prompt_response(const base::Caller& caller, const model::Prompt& prompt);
// Returns one element of ListPrompts.
std::string prompt_summary(const base::Caller& caller, const model::Prompt& prompt);

}  // namespace flows::api
