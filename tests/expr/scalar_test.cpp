#include "expr/scalar.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace flows::expr {
namespace {

constexpr std::int64_t kInt64Min = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kInt64Max = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kUint64Max = std::numeric_limits<std::uint64_t>::max();

// Numbers from the smallest to the largest. Those of one row are equal.
const std::vector<std::vector<Number>> kAscending = {
    {-1e300},
    {std::nextafter(-0x1p63, -1e300)},
    {kInt64Min, -0x1p63},
    {kInt64Min + 1},
    {std::nextafter(-0x1p63, 0.0)},
    {std::int64_t{-9007199254740993}},
    {std::int64_t{-9007199254740992}, -9007199254740992.0},
    {-2.0, std::int64_t{-2}},
    {-1.5},
    {-1.0, std::int64_t{-1}},
    {-0.5},
    {-std::numeric_limits<double>::denorm_min()},
    {-0.0, 0.0, std::int64_t{0}, std::uint64_t{0}},
    {std::numeric_limits<double>::denorm_min()},
    {0.5},
    {1.0, std::int64_t{1}, std::uint64_t{1}},
    {1.5},
    {std::int64_t{9007199254740992}, 9007199254740992.0, std::uint64_t{9007199254740992}},
    {std::int64_t{9007199254740993}, std::uint64_t{9007199254740993}},
    {std::nextafter(0x1p63, 0.0)},
    {kInt64Max, std::uint64_t{9223372036854775807U}},
    {0x1p63, std::uint64_t{9223372036854775808U}},
    {std::uint64_t{9223372036854775809U}},
    {kUint64Max - 1},
    {kUint64Max},
    {0x1p64},
    {1e300},
};

TEST(CompareNumbers, OrdersByValueWhateverTheTypes) {
  for (std::size_t i = 0; i < kAscending.size(); ++i) {
    for (std::size_t j = 0; j < kAscending.size(); ++j) {
      for (const Number& left : kAscending[i]) {
        for (const Number& right : kAscending[j]) {
          EXPECT_EQ(compare_numbers(left, right), i <=> j) << i << " and " << j;
        }
      }
    }
  }
}

TEST(ScalarsEqual, TypesMustBeTheSameToo) {
  const Scalar truth = true;
  const Scalar one = Number(std::int64_t{1});
  const Scalar text = std::string_view("1");
  EXPECT_FALSE(scalars_equal(truth, one));
  EXPECT_FALSE(scalars_equal(one, text));
  EXPECT_TRUE(scalars_equal(one, Number(1.0)));
  EXPECT_TRUE(scalars_equal(text, std::string_view(std::string("1"))));
  EXPECT_TRUE(scalars_equal(truth, true));
  EXPECT_FALSE(scalars_equal(truth, false));
}

TEST(ToScalar, ObjectsArraysAndNullAreNone) {
  EXPECT_FALSE(to_scalar(nullptr));
  EXPECT_FALSE(to_scalar(base::Json::object()));
  EXPECT_FALSE(to_scalar(base::Json::array()));
}

TEST(ToScalar, KeepsEachKindOfNumberAsItIs) {
  EXPECT_EQ(to_scalar(base::Json(kUint64Max)), Scalar(Number(kUint64Max)));
  EXPECT_EQ(to_scalar(base::Json(kInt64Min)), Scalar(Number(kInt64Min)));
  EXPECT_EQ(to_scalar(base::Json(0.5)), Scalar(Number(0.5)));
  EXPECT_EQ(type_of(*to_scalar(base::Json(0.5))), OperandType::kNumber);
  EXPECT_EQ(type_of(*to_scalar(base::Json("x"))), OperandType::kString);
  EXPECT_EQ(type_of(*to_scalar(base::Json(true))), OperandType::kBoolean);
}

TEST(NameOf, IsTheSpellingOfDefinitions) {
  EXPECT_EQ(name_of(OperandType::kString), "String");
  EXPECT_EQ(name_of(OperandType::kNumber), "Number");
  EXPECT_EQ(name_of(OperandType::kBoolean), "Boolean");
  EXPECT_EQ(name_of(OperandType::kObject), "Object");
  EXPECT_EQ(name_of(OperandType::kArray), "Array");
}

}  // namespace
}  // namespace flows::expr
