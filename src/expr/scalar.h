#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "base/json.h"
#include "expr/operand.h"

namespace flows::expr {

// A JSON number in the type in which it was read. Integers are not converted to double, so a
// comparison never rounds them.
using Number = std::variant<std::int64_t, std::uint64_t, double>;

// A value that conditions can compare. A string is a view into the JSON value it came from.
using Scalar = std::variant<bool, Number, std::string_view>;

// Returns nullopt for null, objects and arrays.
[[nodiscard]] std::optional<Scalar> to_scalar(const base::Json& value);

[[nodiscard]] OperandType type_of(const Scalar& value);

// Compares exact mathematical values: 2^53 + 1 is greater than 2^53 whatever types hold them.
[[nodiscard]] std::partial_ordering compare_numbers(const Number& left, const Number& right);

// Checks whether type and value are the same: 1 equals 1.0, but "1" does not equal 1.
[[nodiscard]] bool scalars_equal(const Scalar& left, const Scalar& right);

}  // namespace flows::expr
