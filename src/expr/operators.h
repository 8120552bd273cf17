#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "expr/operand.h"
#include "expr/scalar.h"

namespace flows::expr {

enum class Position { kBefore, kBetween };           // before its one operand, between its two
enum class Takes { kBooleans, kScalars, kNumbers };  // a scalar is a String, Number or Boolean

// One operator of the condition language; every operator returns a Boolean. The lexer, parser,
// checker and evaluator know operators only through these rows.
struct Operator {
  std::string_view token;                  // a lowercase word, or marks such as "=="
  int precedence = 0;                      // from 1; a higher one binds tighter
  Position position = Position::kBetween;  // the same in all rows of one precedence
  Takes takes = Takes::kScalars;

  // Whether "a op b op c" is legal; it is evaluated from left to right. Only rows that take
  // Booleans may chain, and of the rows of one precedence either all chain or none does.
  bool chains = false;

  // If the left operand has this value, it is the result, and the right operand is not evaluated.
  std::optional<bool> settled_by = {};

  // Evaluates the operator. `position` determines the number of operands, `takes` their types.
  bool (*evaluate)(std::span<const Scalar> operands) = nullptr;
};

// Returns all rows.
std::span<const Operator> operators();

// Returns the row with exactly this token, or nullptr if there is none.
const Operator* find_operator(std::string_view token);

// Returns the longest operator made of marks that `text` begins with, or nullptr if there is none.
const Operator* find_marks_at_start(std::string_view text);

[[nodiscard]] bool accepts(Takes takes, OperandType type);

}  // namespace flows::expr
