#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/path_ast.h"

namespace flows::expr {

// The steps of an input expression; the grammar stands in this room's README. Errors: kValidation,
// saying what is wrong and at which character.
base::Result<std::vector<PathStep>> parse_path(std::string_view text);

}  // namespace flows::expr
