#pragma once

#include "base/json.h"
#include "base/result.h"
#include "model/flow_execution.h"

namespace flows::api {

// Reads which execution a call concerns; its identifier may be a name or an ARN. Errors:
// kResourceNotFound if an ARN names another flow or alias.
base::Result<model::ExecutionName> execution_name(const base::Json& input);

}  // namespace flows::api
