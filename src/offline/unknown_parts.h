#pragma once

#include "base/json.h"

namespace flows::offline {

// Checks whether a definition has an unknown value (see is_unknown()) where its shape or its
// meaning depends on it: anywhere but in texts that nothing else refers to, such as the code, the
// ARN or the identifier of a resource. Such a definition cannot be judged. Threads: any.
bool has_unknown_parts(const base::Json& definition);

// Checks whether one of the prompts that a definition names, or one of its parts, is unknown, so
// that it cannot be run. Threads: any.
bool has_unknown_prompts_or_parts(const base::Json& definition);

// Checks whether a text of a prompt in `value` is unknown, so that its variables are. Threads: any.
bool has_unknown_prompt_text(const base::Json& value);

}  // namespace flows::offline
