#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "store/prompt_store.h"

// Reading what the prompt operations are given, see input.h.
namespace flows::api {

// What the member promptIdentifier names; the ARN of a version names the version too.
struct PromptTarget {
  std::string id;
  std::optional<std::string> version = {};
};
PromptTarget prompt_target(const base::Json& input);

// The same for an operation that takes the version as a member, too. Errors: kValidation where the
// two contradict each other.
base::Result<PromptTarget> versioned_target(const base::Json& input);

// The identifier of a prompt whose draft `operation` works on. Errors: kValidation where
// promptIdentifier names a version.
base::Result<std::string> draft_target(const base::Json& input, std::string_view operation);

// What CreatePrompt and UpdatePrompt say of a draft. Errors: kValidation where a variant
// contradicts itself, or the default variant is none of the variants.
base::Result<store::PromptDraft> read_prompt_draft(const base::Json& input);

}  // namespace flows::api
