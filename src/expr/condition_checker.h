#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/condition_ast.h"
#include "expr/operand.h"

namespace flows::expr {

// Checks that the declared types suit the operators, that the whole condition is a Boolean and that
// it mentions an input. Errors: kValidation if not; the message describes the fault and its
// character position in `text`.
base::Result<void> check_condition(std::string_view text, const ConditionNode& root,
                                   const std::vector<Operand>& inputs);

// Returns how messages refer to a node: "'price'" for an input, "this" otherwise.
[[nodiscard]] std::string describe_operand(const ConditionNode& node);

// Returns why `row` rejects an operand, e.g. "'<' takes Numbers only".
[[nodiscard]] std::string describe_demand(const Operator& row);

}  // namespace flows::expr
