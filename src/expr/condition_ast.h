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

// Either one operator before its one operand, or operators[i] between operands[i] and operands[i +
// 1], all of one precedence. A chain is flat so that the depth of the tree is that of the
// parentheses, however long the text.
struct Operation {
  std::vector<const Operator*> operators;
  std::vector<ConditionNode> operands;
};

struct ConditionNode {
  std::size_t offset = 0;  // of its first byte in the expression
  std::variant<Literal, InputReference, Operation> content;
};

}  // namespace flows::expr
