#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace flows::base {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return Error{ErrorCode::kValidation, "odd"};
  return number / 2;
}

Result<std::string> quarter(int number) {
  ASSIGN_OR_RETURN(const int first, half(number));
  ASSIGN_OR_RETURN(const int second, half(first));
  return std::to_string(second);
}

Result<void> check_even(int number) {
  RETURN_IF_ERROR(half(number));
  return {};
}

TEST(Result, MacrosPassValuesOnAndErrorsUp) {
  EXPECT_EQ(*quarter(8), "2");
  EXPECT_EQ(quarter(6).error().message, "odd");
  EXPECT_TRUE(check_even(2));
  EXPECT_EQ(check_even(3).error(), (Error{ErrorCode::kValidation, "odd"}));
}

TEST(Result, HoldsWhatCanOnlyBeMoved) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  const std::unique_ptr<int> taken = *std::move(result);
  EXPECT_EQ(*taken, 7);
}

TEST(Result, AskingForWhatIsNotThereIsABug) {
  const Result<int> failed = half(1);
  EXPECT_THROW(static_cast<void>(failed.value()), BugError);
  const Result<int> fine = half(2);
  EXPECT_THROW(static_cast<void>(fine.error()), BugError);
  const Result<void> nothing;
  EXPECT_THROW(static_cast<void>(nothing.error()), BugError);
}

TEST(Check, NamesThePlaceAndTheReason) {
  try {
    CHECK(1 + 1 == 3, "arithmetic");
    FAIL() << "no exception";
  } catch (const BugError& bug) {
    const std::string what = bug.what();
    EXPECT_NE(what.find("result_test.cpp"), std::string::npos) << what;
    EXPECT_NE(what.find("arithmetic"), std::string::npos) << what;
  }
}

}  // namespace
}  // namespace flows::base
