#pragma once

#include <string>

#include "api/operation.h"
#include "model/flow_execution.h"

namespace flows::api {

// Which execution a call is about: its identifier may be a name or an ARN. Errors:
// kResourceNotFound, where an ARN names another flow or alias.
base::Result<model::ExecutionName> execution_name(const base::Json& input);

// What GetFlowExecution answers.
std::string execution_answer(const base::Caller& caller, const model::FlowExecution& execution);
// A line of ListFlowExecutions.
std::string execution_summary(const base::Caller& caller, const model::FlowExecution& execution);

}  // namespace flows::api
