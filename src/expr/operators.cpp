#include "expr/operators.h"

#include "base/check.h"
#include "base/text/ascii.h"
#include "expr/text_reading.h"

namespace flows::expr {
namespace {

using Operands = std::span<const Scalar>;

bool either(Operands operands) {
  return std::get<bool>(operands[0]) || std::get<bool>(operands[1]);
}

bool both(Operands operands) { return std::get<bool>(operands[0]) && std::get<bool>(operands[1]); }

bool opposite(Operands operands) { return !std::get<bool>(operands[0]); }

bool equal(Operands operands) { return scalars_equal(operands[0], operands[1]); }

bool different(Operands operands) { return !scalars_equal(operands[0], operands[1]); }

std::partial_ordering order(Operands operands) {
  return compare_numbers(std::get<Number>(operands[0]), std::get<Number>(operands[1]));
}

bool greater_or_equal(Operands operands) { return order(operands) >= 0; }

bool less_or_equal(Operands operands) { return order(operands) <= 0; }

bool greater(Operands operands) { return order(operands) > 0; }

bool less(Operands operands) { return order(operands) < 0; }

// Returns the row of a comparison; comparisons bind tightest and do not chain.
constexpr Operator comparison(std::string_view token, Takes takes, bool (*evaluate)(Operands)) {
  return {.token = token,
          .precedence = 4,
          .position = Position::kBetween,
          .takes = takes,
          .chains = false,
          .settled_by = std::nullopt,
          .evaluate = evaluate};
}

// All operators of the condition language.
constexpr Operator kOperators[] = {
    {.token = "or",
     .precedence = 1,
     .position = Position::kBetween,
     .takes = Takes::kBooleans,
     .chains = true,
     .settled_by = true,
     .evaluate = either},
    {.token = "and",
     .precedence = 2,
     .position = Position::kBetween,
     .takes = Takes::kBooleans,
     .chains = true,
     .settled_by = false,
     .evaluate = both},
    {.token = "not",
     .precedence = 3,
     .position = Position::kBefore,
     .takes = Takes::kBooleans,
     .chains = true,
     .settled_by = std::nullopt,
     .evaluate = opposite},
    comparison("==", Takes::kScalars, equal),
    comparison("!=", Takes::kScalars, different),
    comparison(">=", Takes::kNumbers, greater_or_equal),
    comparison("<=", Takes::kNumbers, less_or_equal),
    comparison(">", Takes::kNumbers, greater),
    comparison("<", Takes::kNumbers, less),
};

}  // namespace

std::span<const Operator> operators() { return kOperators; }

const Operator* find_operator(std::string_view token) {
  for (const Operator& row : kOperators) {
    if (row.token == token) return &row;
  }
  return nullptr;
}

const Operator* find_marks_at_start(std::string_view text) {
  const Operator* longest = nullptr;
  for (const Operator& row : kOperators) {
    if (base::is_letter(row.token.front()) || !text.starts_with(row.token)) continue;
    if (longest == nullptr || row.token.size() > longest->token.size()) longest = &row;
  }
  return longest;
}

bool accepts(Takes takes, OperandType type) {
  switch (takes) {
    case Takes::kBooleans: return type == OperandType::kBoolean;
    case Takes::kNumbers: return type == OperandType::kNumber;
    case Takes::kScalars: return type != OperandType::kObject && type != OperandType::kArray;
  }
  UNREACHABLE("every kind of operand is decided above");
}

}  // namespace flows::expr
