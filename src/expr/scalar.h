#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "base/json.h"
#include "expr/operand.h"

namespace flows::expr {

// A JSON number as it was read. Integers stay integers, so that none is rounded on its way into a
// comparison.
using Number = std::variant<std::int64_t, std::uint64_t, double>;

// A value that conditions compare. A string points into the JSON value it came from.
using Scalar = std::variant<bool, Number, std::string_view>;

// nullopt for null, objects and arrays.
[[nodiscard]] std::optional<Scalar> to_scalar(const base::Json& value);

[[nodiscard]] OperandType type_of(const Scalar& value);

// Orders by mathematical value, exactly: 2^53 + 1 is more than 2^53 whatever types carry them.
[[nodiscard]] std::partial_ordering compare_numbers(const Number& left, const Number& right);

// Whether type and value are the same; 1 and 1.0 are, "1" and 1 are not.
[[nodiscard]] bool scalars_equal(const Scalar& left, const Scalar& right);

}  // namespace flows::expr
