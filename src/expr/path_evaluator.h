#pragma once

#include <optional>
#include <vector>

#include "base/json.h"
#include "expr/path_ast.h"

namespace flows::expr {

// What `steps` pick from `whole`; InputExpression::evaluate says what the answers mean.
std::optional<base::Json> evaluate_path(const std::vector<PathStep>& steps,
                                        const base::Json& whole);

}  // namespace flows::expr
