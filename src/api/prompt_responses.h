#pragma once

#include <string>

#include "base/caller.h"
#include "model/prompt.h"

// The JSON texts of answers about prompts, see flow_answers.h.
namespace flows::api {

// A draft or a version.
std::string prompt_answer(const base::Caller& caller, const model::Prompt& prompt);
// One line of ListPrompts.
std::string prompt_summary(const base::Caller& caller, const model::Prompt& prompt);

}  // namespace flows::api
