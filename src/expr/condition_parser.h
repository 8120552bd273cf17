#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/condition_ast.h"
#include "expr/operand.h"

namespace flows::expr {

// The tree of a condition; the grammar stands in this room's README. Names are resolved against
// `inputs`, types are not looked at. Errors: kValidation, saying what is wrong and at which
// character.
base::Result<ConditionNode> parse_condition(std::string_view text,
                                            const std::vector<Operand>& inputs);

}  // namespace flows::expr
