#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "expr/operand.h"
#include "expr/scalar.h"

namespace flows::expr {

enum class Position { kBefore, kBetween };           // before its one operand, between its two
enum class Takes { kBooleans, kScalars, kNumbers };  // a scalar is a String, Number or Boolean

// One operator of the condition language; all of them give a Boolean. Lexer, parser, checker and
// evaluator know operators by these rows alone.
struct Operator {
  std::string_view token;                  // a word in lower case, or marks
  int precedence = 0;                      // from 1; the higher binds the tighter
  Position position = Position::kBetween;  // rows of one precedence share it
  Takes takes = Takes::kScalars;

  // Whether "a op b op c" is legal, read from the left. Only rows that take Booleans may chain;
  // rows of one precedence all do or none does.
  bool chains = false;

  // A left operand of this value is the result already, and the right one is not looked at.
  std::optional<bool> settled_by = {};

  // Gets as many operands as `position` says, of types that `takes` allows.
  bool (*evaluate)(std::span<const Scalar> operands) = nullptr;
};

// All rows.
std::span<const Operator> operators();

// The row of this very token, nullptr if there is none.
const Operator* find_operator(std::string_view token);

// The longest operator written in marks that `text` begins with, nullptr if there is none.
const Operator* find_marks_at_start(std::string_view text);

[[nodiscard]] bool accepts(Takes takes, OperandType type);

}  // namespace flows::expr
