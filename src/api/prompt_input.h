#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "store/prompt_store.h"

// Reads the input of the prompt operations, see input.h.
namespace flows::api {

// What the member promptIdentifier names; the ARN of a version also names the version.
struct PromptTarget {
  std::string id;
  std::optional<std::string> version = {};
};
PromptTarget prompt_target(const base::Json& input);

// Like prompt_target, for an operation that also has the version as a member. Errors: kValidation
// if the two contradict each other.
base::Result<PromptTarget> versioned_target(const base::Json& input);

// Returns the identifier of the prompt whose draft `operation` works on. Errors: kValidation if
// promptIdentifier names a version.
base::Result<std::string> draft_target(const base::Json& input, std::string_view operation);

// Reads the draft that CreatePrompt and UpdatePrompt describe. Errors: kValidation if a variant
// contradicts itself, or if no variant has the name of the default variant.
base::Result<store::PromptDraft> read_prompt_draft(const base::Json& input);

}  // namespace flows::api
