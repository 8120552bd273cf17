#pragma once

#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "expr/condition_ast.h"

namespace flows::expr {

// Returns the value of a checked condition. ConditionExpression::evaluate documents the values and
// the errors.
base::Result<bool> evaluate_condition(const ConditionNode& root,
                                      const std::vector<const base::Json*>& values);

}  // namespace flows::expr
