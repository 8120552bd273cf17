#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "expr/condition_expression.h"
#include "expr/golden_suite.h"
#include "expr/input_expression.h"

namespace flows::expr {
namespace {

base::Json read_input(const GoldenCase& golden) {
  auto input = base::parse_json(golden.input);
  if (input) return *std::move(input);
  ADD_FAILURE() << golden.input << ": " << input.error().message;
  return {};
}

std::string evaluate_input_expression(const GoldenCase& golden) {
  const auto expression = InputExpression::parse(golden.expression);
  if (!expression) return "malformed: " + expression.error().message;
  const auto result = expression->evaluate(read_input(golden));
  return result ? base::to_text(*result) : "nothing";
}

const std::map<std::string_view, OperandType> kTypes = {
    {"String", OperandType::kString},   {"Number", OperandType::kNumber},
    {"Boolean", OperandType::kBoolean}, {"Object", OperandType::kObject},
    {"Array", OperandType::kArray},
};

OperandType golden_type(const base::Json& value) {
  if (value.is_string()) return OperandType::kString;
  if (value.is_boolean()) return OperandType::kBoolean;
  if (value.is_object()) return OperandType::kObject;
  return value.is_array() ? OperandType::kArray : OperandType::kNumber;
}

// A member "name" declares an input of its value's type; "name:Type" declares another type than it
// is given.
Operand declare_operand(const std::string& key, const base::Json& value) {
  const std::size_t colon = key.find(':');
  if (colon == std::string::npos) return {.name = key, .type = golden_type(value)};
  return {.name = key.substr(0, colon), .type = kTypes.at(key.substr(colon + 1))};
}

std::string evaluate_condition_case(const GoldenCase& golden) {
  const base::Json input = read_input(golden);
  std::vector<Operand> operands;
  std::vector<const base::Json*> values;
  for (const auto& [key, value] : input.items()) {
    operands.push_back(declare_operand(key, value));
    values.push_back(&value);
  }
  const auto expression = ConditionExpression::parse(golden.expression, operands);
  if (!expression) return "malformed: " + expression.error().message;
  const auto result = expression->evaluate(values);
  if (!result) return "fails: " + result.error().message;
  return *result ? "true" : "false";
}

TEST(GoldenInputExpressions, GiveTheRecordedResults) {
  run_golden_suite("input_expressions.txt", 120, evaluate_input_expression);
}

TEST(GoldenConditions, GiveTheRecordedResults) {
  run_golden_suite("conditions.txt", 150, evaluate_condition_case);
}

TEST(GoldenConditions, UseEveryOperatorBothWays) {
  std::map<std::string_view, std::map<std::string, int>> uses;
  for_each_golden_case("conditions.txt", [&uses](const GoldenCase& golden) {
    for (const Operator& row : operators()) {
      if (golden.expression.find(row.token) != std::string::npos) ++uses[row.token][golden.result];
    }
  });
  for (const Operator& row : operators()) {
    EXPECT_GE(uses[row.token]["true"], 2) << row.token;
    EXPECT_GE(uses[row.token]["false"], 2) << row.token;
  }
}

}  // namespace
}  // namespace flows::expr
