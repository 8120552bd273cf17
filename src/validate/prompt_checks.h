#pragma once

#include "base/json.h"
#include "base/result.h"

namespace flows::validate {

// Checks those rules of a prompt that the constraints of the API model cannot express but that AWS
// enforces when a prompt is saved: a variant's configuration is the one of its template type, it
// has either a model or a resource, and the default variant exists. Errors: kValidation. Requires
// `input`, of CreatePrompt or UpdatePrompt, has passed the constraints of the API model.
base::Result<void> check_prompt(const base::Json& input);

}  // namespace flows::validate
