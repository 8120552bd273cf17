#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/path_ast.h"

namespace flows::expr {

// Parses an input expression into its steps; the grammar is in this room's README. Errors:
// kValidation; the message describes the fault and its character position.
base::Result<std::vector<PathStep>> parse_path(std::string_view text);

}  // namespace flows::expr
