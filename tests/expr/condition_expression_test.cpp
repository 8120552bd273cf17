#include "expr/condition_expression.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/json.h"
#include "base/limits.h"

namespace flows::expr {
namespace {

using base::Json;

const std::vector<Operand> kInputs = {
    {"a", OperandType::kBoolean}, {"b", OperandType::kBoolean}, {"n", OperandType::kNumber},
    {"s", OperandType::kString},  {"o", OperandType::kObject},
};

ConditionExpression parsed(std::string_view text) {
  return ConditionExpression::parse(text, kInputs).value();
}

std::string cause(std::string_view text) {
  const auto condition = ConditionExpression::parse(text, kInputs);
  return condition ? "well formed" : condition.error().message;
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

TEST(ParseCondition, KeepsItsTextThroughCopies) {
  const ConditionExpression first = parsed("n  ==  1");
  const ConditionExpression copy = first;
  const Json one = 1;
  EXPECT_EQ(copy.text(), "n  ==  1");
  EXPECT_TRUE(copy.evaluate({nullptr, nullptr, &one, nullptr, nullptr}).value());
}

TEST(ParseCondition, OutlivesTheTextItWasReadFrom) {
  std::string text = "s == \"a text too long to be kept in place\" and n > 12";
  const ConditionExpression condition = parsed(text);
  text.assign(text.size(), '?');
  const Json string = "a text too long to be kept in place";
  const Json number = 13;
  EXPECT_TRUE(condition.evaluate({nullptr, nullptr, &number, &string, nullptr}).value());
}

TEST(ParseCondition, FaultsAreValidationErrors) {
  const auto condition = ConditionExpression::parse("n ==", kInputs);
  ASSERT_FALSE(condition);
  EXPECT_EQ(condition.error().code, base::ErrorCode::kValidation);
}

TEST(ParseCondition, FaultsCountCharactersNotBytes) {
  EXPECT_EQ(cause("s == \"日本\" &"), "At character 11: '&' has no meaning here.");
}

TEST(ParseCondition, UnknownNamesAreNamed) {
  EXPECT_EQ(cause("n == 1 and other"), "At character 12: the node has no input named 'other'.");
}

TEST(ParseCondition, WordsAreLowerCaseOnly) {
  EXPECT_FALSE(ConditionExpression::parse("a AND b", kInputs));
  EXPECT_FALSE(ConditionExpression::parse("Not a", kInputs));
  EXPECT_FALSE(ConditionExpression::parse("a == True", kInputs));
  EXPECT_TRUE(ConditionExpression::parse("a and not b == true", kInputs));
}

TEST(ParseCondition, AnyWhiteSpaceSeparatesTokens) {
  EXPECT_EQ(cause("\ta\r\nand\n b "), "well formed");
  EXPECT_EQ(cause("a\vand b"), "At character 2: the byte 0x0B has no meaning here.");
}

TEST(ParseCondition, ANulByteIsNoEnd) {
  EXPECT_EQ(cause(std::string_view("a\0", 2)),
            "At character 2: the byte 0x00 has no meaning here.");
}

TEST(ParseCondition, ParenthesesNestAsDeepAsTheLimit) {
  const std::size_t max = base::limits::kExpressionDepthMax;
  EXPECT_EQ(cause(repeated("(", max) + "a" + repeated(")", max)), "well formed");
  EXPECT_EQ(cause(repeated("(", max + 1) + "a" + repeated(")", max + 1)),
            "At character 33: parentheses and 'not' nest deeper than 32 levels.");
}

TEST(ParseCondition, NegationsNestAsDeepAsTheLimit) {
  const std::size_t max = base::limits::kExpressionDepthMax;
  EXPECT_EQ(cause(repeated("not ", max) + "a"), "well formed");
  EXPECT_EQ(cause(repeated("not ", max + 1) + "a"),
            "At character 129: parentheses and 'not' nest deeper than 32 levels.");
  EXPECT_EQ(cause(repeated("not(", max / 2 + 1) + "a" + repeated(")", max / 2 + 1)),
            "At character 65: parentheses and 'not' nest deeper than 32 levels.");
}

TEST(ParseCondition, NestingThatHasEndedDoesNotCount) {
  const std::size_t max = base::limits::kExpressionDepthMax;
  EXPECT_EQ(cause(repeated("(not a) and ", max + 1) + "b"), "well formed");
}

TEST(ParseCondition, LengthIsNotLimited) {
  const ConditionExpression condition = parsed(repeated("a or b and a or ", 20'000) + "b");
  const Json no = false;
  const Json yes = true;
  EXPECT_FALSE(condition.evaluate({&no, &no, nullptr, nullptr, nullptr}).value());
  EXPECT_TRUE(condition.evaluate({&no, &yes, nullptr, nullptr, nullptr}).value());
}

TEST(ParseCondition, OfTwoInputsOfOneNameTheFirstIsMeant) {
  const auto condition =
      ConditionExpression::parse("x", {{"x", OperandType::kBoolean}, {"x", OperandType::kNumber}});
  const Json yes = true;
  EXPECT_TRUE(condition.value().evaluate({&yes, nullptr}).value());
}

TEST(EvaluateCondition, OrStopsAtTheFirstTrue) {
  const Json yes = true;
  const Json no = false;
  const ConditionExpression condition = parsed("a or n > 1");
  EXPECT_TRUE(condition.evaluate({&yes, nullptr, nullptr, nullptr, nullptr}).value());
  EXPECT_FALSE(condition.evaluate({&no, nullptr, nullptr, nullptr, nullptr}));
}

TEST(EvaluateCondition, AndStopsAtTheFirstFalse) {
  const Json yes = true;
  const Json no = false;
  const ConditionExpression condition = parsed("a and n > 1 and b");
  EXPECT_FALSE(condition.evaluate({&no, nullptr, nullptr, nullptr, nullptr}).value());
  EXPECT_FALSE(condition.evaluate({&yes, nullptr, nullptr, nullptr, nullptr}));
}

TEST(EvaluateCondition, TheLeftSideIsLookedAtFirst) {
  const Json yes = true;
  const auto result = parsed("n > 1 or a").evaluate({&yes, nullptr, nullptr, nullptr, nullptr});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, base::ErrorCode::kValidation);
  EXPECT_EQ(result.error().message, "The input 'n' has no value.");
}

TEST(EvaluateCondition, AnotherNumberOfValuesIsABug) {
  const Json yes = true;
  EXPECT_THROW(static_cast<void>(parsed("a").evaluate({&yes})), base::BugError);
}

TEST(EvaluateCondition, StringsCompareByteForByte) {
  const ConditionExpression condition =
      ConditionExpression::parse("s == t",
                                 {{"s", OperandType::kString}, {"t", OperandType::kString}})
          .value();
  const Json composed = "\xC3\xA9";
  const Json decomposed = "e\xCC\x81";
  const Json with_nul = std::string("a\0b", 3);
  const Json before_nul = "a";
  EXPECT_FALSE(condition.evaluate({&composed, &decomposed}).value());
  EXPECT_FALSE(condition.evaluate({&with_nul, &before_nul}).value());
  EXPECT_TRUE(condition.evaluate({&with_nul, &with_nul}).value());
}

TEST(Normalised, CollapsesWhiteSpaceOutsideQuotes) {
  EXPECT_EQ(normalised("  n \t\r\n ==   1  "), "n == 1");
  EXPECT_EQ(normalised("s ==  \"a  b\"  and  b"), "s == \"a  b\" and b");
  EXPECT_EQ(normalised("s ==  'a  \"  b'  and  b"), "s == 'a  \"  b' and b");
  EXPECT_EQ(normalised("s ==  \"a \\\"  b\"  or  b"), "s == \"a \\\"  b\" or b");
  EXPECT_EQ(normalised("s ==  \"a \\\\\"  or  b"), "s == \"a \\\\\" or b");
}

TEST(Normalised, LeavesEverythingElseAlone) {
  EXPECT_EQ(normalised("n==1"), "n==1");
  EXPECT_NE(normalised("n == 1"), normalised("n==1"));
  EXPECT_NE(normalised("N == 1"), normalised("n == 1"));
  EXPECT_EQ(normalised(""), "");
  EXPECT_EQ(normalised("  \n "), "");
  EXPECT_EQ(normalised("s  ==  \"a  b "), "s == \"a  b ");
}

}  // namespace
}  // namespace flows::expr
