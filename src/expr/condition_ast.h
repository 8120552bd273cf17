#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "base/json.h"
#include "expr/operators.h"

namespace flows::expr {

struct ConditionNode;

struct Literal {
  base::Json value;  // a string, a number or a Boolean
};

struct InputReference {
  std::size_t input = 0;  // position among the node's declared inputs
  std::string name;
};

// Either one operator before its one operand, or a chain in which operators[i] stands between
// operands[i] and operands[i + 1] and all operators have the same precedence. A chain is flat, so
// the depth of the tree depends on the nesting of parentheses and `not`, not on the length of the
// text.
struct Operation {
  std::vector<const Operator*> operators;
  std::vector<ConditionNode> operands;
};

struct ConditionNode {
  std::size_t offset = 0;  // of its first byte in the expression
  std::variant<Literal, InputReference, Operation> content;
};

}  // namespace flows::expr
