#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/condition_ast.h"
#include "expr/operand.h"

namespace flows::expr {

// Parses a condition into a tree; the grammar is in this room's README. Names are resolved against
// `inputs`; types are not checked. Errors: kValidation; the message describes the fault and its
// character position.
base::Result<ConditionNode> parse_condition(std::string_view text,
                                            const std::vector<Operand>& inputs);

}  // namespace flows::expr
