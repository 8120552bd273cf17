#pragma once

#include "backends/model_rules.h"
#include "backends/responder.h"
#include "base/result.h"
#include "nodes/clients.h"
#include "rules/json_place.h"

namespace flows::backends {

// Responds like the echo model, whose completion is the prompt. Errors: kDependencyFailed if the
// prompt is too long.
base::Result<nodes::ModelResponse> echo(const nodes::ModelCall& call);

// Compiles the key `echo`, whose value must be true. Errors: kValidation with the pointer.
base::Result<Responder<ModelKind>> compile_echo(const rules::JsonPlace& place);

}  // namespace flows::backends
