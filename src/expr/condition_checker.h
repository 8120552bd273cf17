#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/condition_ast.h"
#include "expr/operand.h"

namespace flows::expr {

// Whether the declared types allow what the condition does, the whole of it is a Boolean, and it
// mentions an input. Errors: kValidation, saying what is wrong and at which character of `text`.
base::Result<void> check_condition(std::string_view text, const ConditionNode& root,
                                   const std::vector<Operand>& inputs);

// How messages call a node: "'price'" for an input, "this" otherwise.
[[nodiscard]] std::string describe_operand(const ConditionNode& node);

// "'<' compares Numbers only": why `row` refuses an operand.
[[nodiscard]] std::string describe_demand(const Operator& row);

}  // namespace flows::expr
