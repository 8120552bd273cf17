#include "expr/scalar.h"

#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

namespace flows::expr {
namespace {

// The usual conversions would round the integer to a double. Instead, the double is truncated to an
// integer, which is exact because its range was checked before. Its fraction decides only if the
// whole parts are equal.
template <class Integer>
std::partial_ordering compare_to_fraction(Integer whole, double real) {
  using Limits = std::numeric_limits<Integer>;
  const double end = std::ldexp(1.0, Limits::digits);
  if (real >= end) return std::partial_ordering::less;
  if (real < static_cast<double>(Limits::min())) return std::partial_ordering::greater;
  const double whole_part = std::trunc(real);
  const auto cut = static_cast<Integer>(whole_part);
  if (whole != cut) return whole <=> cut;
  return 0.0 <=> real - whole_part;
}

std::partial_ordering reversed(std::partial_ordering order) { return 0 <=> order; }

struct NumberComparison {
  template <class Left, class Right>
  std::partial_ordering operator()(Left left, Right right) const {
    if constexpr (std::is_same_v<Left, Right>) {
      return left <=> right;
    } else if constexpr (std::is_same_v<Left, double>) {
      return reversed(compare_to_fraction(right, left));
    } else if constexpr (std::is_same_v<Right, double>) {
      return compare_to_fraction(left, right);
    } else {
      if (std::cmp_less(left, right)) return std::partial_ordering::less;
      return std::cmp_equal(left, right) ? std::partial_ordering::equivalent
                                         : std::partial_ordering::greater;
    }
  }
};

}  // namespace

std::optional<Scalar> to_scalar(const base::Json& value) {
  if (value.is_boolean()) return Scalar(value.get<bool>());
  if (value.is_string()) return Scalar(std::string_view(value.get_ref<const std::string&>()));
  if (value.is_number_unsigned()) return Scalar(Number(value.get<std::uint64_t>()));
  if (value.is_number_integer()) return Scalar(Number(value.get<std::int64_t>()));
  if (value.is_number_float()) return Scalar(Number(value.get<double>()));
  return std::nullopt;
}

OperandType type_of(const Scalar& value) {
  if (std::holds_alternative<bool>(value)) return OperandType::kBoolean;
  if (std::holds_alternative<Number>(value)) return OperandType::kNumber;
  return OperandType::kString;
}

std::partial_ordering compare_numbers(const Number& left, const Number& right) {
  return std::visit(NumberComparison(), left, right);
}

bool scalars_equal(const Scalar& left, const Scalar& right) {
  if (left.index() != right.index()) return false;
  if (const auto* number = std::get_if<Number>(&left)) {
    return compare_numbers(*number, std::get<Number>(right)) == 0;
  }
  return left == right;
}

}  // namespace flows::expr
