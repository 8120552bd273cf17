#pragma once

#include <optional>
#include <vector>

#include "base/json.h"
#include "expr/path_ast.h"

namespace flows::expr {

// Returns what `steps` select from `whole`, as documented at InputExpression::evaluate.
std::optional<base::Json> evaluate_path(const std::vector<PathStep>& steps,
                                        const base::Json& whole);

}  // namespace flows::expr
