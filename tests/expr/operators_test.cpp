#include "expr/operators.h"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace flows::expr {
namespace {

TEST(Operators, AreThoseOfTheGrammar) {
  std::set<std::string_view> tokens;
  for (const Operator& row : operators()) tokens.insert(row.token);
  const std::set<std::string_view> grammar = {"or", "and", "not", "==", "!=", ">=", "<=", ">", "<"};
  EXPECT_EQ(tokens, grammar);
  EXPECT_EQ(operators().size(), grammar.size());
}

TEST(Operators, RowsKeepWhatTheirTypePromises) {
  for (const Operator& row : operators()) {
    EXPECT_NE(row.evaluate, nullptr) << row.token;
    EXPECT_GT(row.precedence, 0) << row.token;
    EXPECT_TRUE(!row.chains || row.takes == Takes::kBooleans) << row.token;
    EXPECT_TRUE(!row.settled_by || row.takes == Takes::kBooleans) << row.token;
    for (const Operator& other : operators()) {
      if (other.precedence != row.precedence) continue;
      EXPECT_EQ(other.position, row.position) << row.token << " and " << other.token;
      EXPECT_EQ(other.chains, row.chains) << row.token << " and " << other.token;
    }
  }
}

TEST(Operators, AreFoundByTheirWholeToken) {
  EXPECT_EQ(find_operator("and")->token, "and");
  EXPECT_EQ(find_operator("an"), nullptr);
  EXPECT_EQ(find_operator("andy"), nullptr);
  EXPECT_EQ(find_operator(""), nullptr);
}

TEST(Operators, TheLongestMarksWin) {
  EXPECT_EQ(find_marks_at_start(">= 1")->token, ">=");
  EXPECT_EQ(find_marks_at_start("> = 1")->token, ">");
  EXPECT_EQ(find_marks_at_start("and"), nullptr);
  EXPECT_EQ(find_marks_at_start("="), nullptr);
  EXPECT_EQ(find_marks_at_start(""), nullptr);
}

TEST(Operators, ScalarsAreAllButObjectsAndArrays) {
  EXPECT_TRUE(accepts(Takes::kScalars, OperandType::kString));
  EXPECT_TRUE(accepts(Takes::kScalars, OperandType::kBoolean));
  EXPECT_FALSE(accepts(Takes::kScalars, OperandType::kObject));
  EXPECT_FALSE(accepts(Takes::kScalars, OperandType::kArray));
  EXPECT_FALSE(accepts(Takes::kNumbers, OperandType::kString));
  EXPECT_FALSE(accepts(Takes::kBooleans, OperandType::kNumber));
}

}  // namespace
}  // namespace flows::expr
