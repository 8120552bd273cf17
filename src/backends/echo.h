#pragma once

#include "backends/model_rules.h"
#include "backends/responder.h"
#include "base/result.h"
#include "nodes/clients.h"
#include "rules/json_place.h"

namespace flows::backends {

// The echo model: its completion is the prompt. Errors: kDependencyFailed where that is too long.
base::Result<nodes::ModelResponse> echo(const nodes::ModelCall& call);

// Reads the key `echo`, whose value must be true.
base::Result<Responder<ModelKind>> compile_echo(const rules::JsonPlace& place);

}  // namespace flows::backends
