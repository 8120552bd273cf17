#pragma once

#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "expr/condition_ast.h"

namespace flows::expr {

// The value of a checked condition; ConditionExpression::evaluate says what comes in and out.
base::Result<bool> evaluate_condition(const ConditionNode& root,
                                      const std::vector<const base::Json*>& values);

}  // namespace flows::expr
