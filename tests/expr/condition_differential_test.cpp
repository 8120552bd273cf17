#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "expr/condition_expression.h"
#include "support/random_source.h"

// Compares conditions with a second evaluator that is slow and obvious: it has no precedences and
// no tree, it cuts a list of tokens at its weakest operator and does so again with what is left and
// right of it.
namespace flows::expr {
namespace {

using flows::testing::RandomSource;

using base::Json;
using Tokens = std::span<const std::string>;
using Inputs = std::map<std::string, Json>;

// nullopt: the tokens are no well-formed part of a condition.
using Value = std::optional<Json>;

// Where `token` stands outside all parentheses; nullopt if the parentheses do not match.
std::optional<std::vector<std::size_t>> find_outside(Tokens tokens,
                                                     const std::vector<std::string>& wanted) {
  std::vector<std::size_t> places;
  int depth = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] == "(") ++depth;
    if (tokens[i] == ")" && --depth < 0) return std::nullopt;
    if (depth == 0 && std::find(wanted.begin(), wanted.end(), tokens[i]) != wanted.end()) {
      places.push_back(i);
    }
  }
  if (depth != 0) return std::nullopt;
  return places;
}

// On the platforms we build for, a long double holds every 64-bit integer and every double.
long double number_of(const Json& value) {
  if (value.is_number_unsigned()) return static_cast<long double>(value.get<std::uint64_t>());
  if (value.is_number_integer()) return static_cast<long double>(value.get<std::int64_t>());
  return static_cast<long double>(value.get<double>());
}

Value compare(const Json& left, const std::string& token, const Json& right) {
  if (left.is_structured() || right.is_structured()) return std::nullopt;
  const bool numbers = left.is_number() && right.is_number();
  if (token == "==" || token == "!=") {
    bool same = false;
    if (numbers) same = number_of(left) == number_of(right);
    if (left.is_string() && right.is_string())
      same = left.get<std::string>() == right.get<std::string>();
    if (left.is_boolean() && right.is_boolean()) same = left.get<bool>() == right.get<bool>();
    return same == (token == "==");
  }
  if (!numbers) return std::nullopt;
  if (token == ">") return number_of(left) > number_of(right);
  if (token == ">=") return number_of(left) >= number_of(right);
  if (token == "<") return number_of(left) < number_of(right);
  return number_of(left) <= number_of(right);
}

class ReferenceEvaluator {
 public:
  explicit ReferenceEvaluator(const Inputs& inputs) : inputs_(inputs) {}

  // The result of a whole condition.
  [[nodiscard]] std::optional<bool> decide(Tokens tokens) const {
    const bool mentions =
        std::any_of(tokens.begin(), tokens.end(),
                    [this](const std::string& token) { return inputs_.contains(token); });
    const Value value = evaluate(tokens);
    if (!mentions || !value || !value->is_boolean()) return std::nullopt;
    return value->get<bool>();
  }

 private:
  [[nodiscard]] Value evaluate(Tokens tokens) const {
    for (const char* word : {"or", "and"}) {
      const auto places = find_outside(tokens, {word});
      if (!places) return std::nullopt;
      if (!places->empty()) return join(tokens, places->back());
    }
    if (!tokens.empty() && tokens.front() == "not") {
      const Value value = evaluate(tokens.subspan(1));
      if (!value || !value->is_boolean()) return std::nullopt;
      return !value->get<bool>();
    }
    const auto places = find_outside(tokens, {"==", "!=", ">", ">=", "<", "<="});
    if (!places || places->size() > 1) return std::nullopt;
    if (places->empty()) return primary(tokens);
    const Value left = primary(tokens.first(places->front()));
    const Value right = primary(tokens.subspan(places->front() + 1));
    if (!left || !right) return std::nullopt;
    return compare(*left, tokens[places->front()], *right);
  }

  [[nodiscard]] Value join(Tokens tokens, std::size_t place) const {
    const Value left = evaluate(tokens.first(place));
    const Value right = evaluate(tokens.subspan(place + 1));
    if (!left || !right || !left->is_boolean() || !right->is_boolean()) return std::nullopt;
    if (tokens[place] == "or") return left->get<bool>() || right->get<bool>();
    return left->get<bool>() && right->get<bool>();
  }

  [[nodiscard]] Value primary(Tokens tokens) const {
    if (tokens.size() == 1) {
      if (const auto input = inputs_.find(tokens.front()); input != inputs_.end())
        return input->second;
      if (const auto value = Json::parse(tokens.front(), nullptr, false); !value.is_discarded())
        return value;
      return std::nullopt;
    }
    if (tokens.size() < 3 || tokens.front() != "(" || tokens.back() != ")") return std::nullopt;
    const Tokens inside = tokens.subspan(1, tokens.size() - 2);
    if (!find_outside(inside, {})) return std::nullopt;  // as in ") and ("
    return evaluate(inside);
  }

  const Inputs& inputs_;
};

const std::vector<std::string> kComparisons = {"==", "!=", ">", ">=", "<", "<="};
const std::vector<std::string> kNumbers = {"0",
                                           "1",
                                           "-1",
                                           "1.0",
                                           "1.5",
                                           "-1.5",
                                           "2",
                                           "9007199254740992.0",
                                           "9007199254740993",
                                           "18446744073709551615",
                                           "18446744073709551616.0",
                                           "-9223372036854775808",
                                           "1e3"};
const std::vector<std::string> kStrings = {"\"\"",  "\"x\"",    "\"X\"",
                                           "\"1\"", "\"true\"", "\"and (\""};
const std::vector<std::string> kAnything = {
    "(", ")", "and", "or", "not", "==", "!=", ">",       ">=",   "<",     "<=", "n",
    "m", "s", "t",   "b",  "c",   "o",  "l",  "unknown", "true", "false", "1",  "\"x\""};

// Writes a random condition, well formed in most of its parts.
class ConditionWriter {
 public:
  explicit ConditionWriter(RandomSource& random) : random_(random) {}

  std::vector<std::string> write() {
    tokens_.clear();
    boolean(random_.below(4));
    while (random_.one_in(4)) spoil();
    return tokens_;
  }

 private:
  void boolean(std::size_t depth) {
    if (depth == 0) return leaf();
    switch (random_.below(6)) {
      case 0: return leaf();
      case 1: return add("not"), boolean(depth - 1);
      case 2: return add("("), boolean(depth - 1), add(")");
      case 3: return boolean(depth - 1), add("and"), boolean(depth - 1);
      case 4: return boolean(depth - 1), add("or"), boolean(depth - 1);
      default:
        add("("), boolean(depth - 1), add(")"), add(random_.one_in(2) ? "==" : "!=");
        return add("("), boolean(depth - 1), add(")");
    }
  }

  void leaf() {
    switch (random_.below(6)) {
      case 0: return add(random_.pick<std::string>({"b", "c", "true", "false"}));
      case 1: return string(), add(random_.one_in(2) ? "==" : "!="), string();
      case 2: return any_scalar(), add(random_.one_in(2) ? "==" : "!="), any_scalar();
      default: return number(), add(random_.pick(kComparisons)), number();
    }
  }

  void number() {
    add(random_.one_in(2) ? random_.pick<std::string>({"n", "m"}) : random_.pick(kNumbers));
  }
  void string() {
    add(random_.one_in(2) ? random_.pick<std::string>({"s", "t"}) : random_.pick(kStrings));
  }

  void any_scalar() {
    if (random_.one_in(3)) return number();
    return random_.one_in(2) ? string()
                             : add(random_.pick<std::string>({"b", "c", "true", "false"}));
  }

  // One token is dropped, doubled or exchanged.
  void spoil() {
    if (tokens_.empty()) return;
    const auto place = tokens_.begin() + static_cast<std::ptrdiff_t>(random_.below(tokens_.size()));
    switch (random_.below(3)) {
      case 0: tokens_.erase(place); break;
      case 1: tokens_.insert(place, std::string(*place)); break;
      default: *place = random_.pick(kAnything);
    }
  }

  void add(const std::string& token) { tokens_.push_back(token); }

  RandomSource& random_;
  std::vector<std::string> tokens_;
};

Inputs random_inputs(RandomSource& random) {
  const auto number = [&random] { return Json::parse(random.pick(kNumbers)); };
  const auto string = [&random] { return Json::parse(random.pick(kStrings)); };
  return {{"n", number()},       {"m", number()},         {"s", string()},
          {"t", string()},       {"b", random.one_in(2)}, {"c", random.one_in(2)},
          {"o", Json::object()}, {"l", Json::array()}};
}

OperandType type_of_json(const Json& value) {
  if (value.is_string()) return OperandType::kString;
  if (value.is_boolean()) return OperandType::kBoolean;
  if (value.is_object()) return OperandType::kObject;
  return value.is_array() ? OperandType::kArray : OperandType::kNumber;
}

std::string join_text(const std::vector<std::string>& tokens, RandomSource& random) {
  std::string text;
  for (const std::string& token : tokens) {
    text += token;
    text += random.one_in(3) ? "  \n" : " ";
  }
  return text;
}

TEST(ConditionDifferential, AgreesWithASecondEvaluator) {
  RandomSource random(20230606);
  ConditionWriter writer(random);
  std::map<std::string, int> outcomes;
  for (int round = 0; round < 20'000; ++round) {
    const Inputs inputs = random_inputs(random);
    const std::vector<std::string> tokens = writer.write();
    const std::string text = join_text(tokens, random);
    const std::optional<bool> expected = ReferenceEvaluator(inputs).decide(tokens);

    std::vector<Operand> operands;
    std::vector<const Json*> values;
    for (const auto& [name, value] : inputs) {
      operands.push_back({name, type_of_json(value)});
      values.push_back(&value);
    }
    const auto condition = ConditionExpression::parse(text, operands);
    ASSERT_EQ(condition.has_value(), expected.has_value()) << text;
    ++outcomes[!expected ? "malformed" : *expected ? "true" : "false"];
    if (!expected) continue;
    const auto result = condition->evaluate(values);
    ASSERT_TRUE(result) << text << ": " << result.error().message;
    ASSERT_EQ(*result, *expected) << text << " on " << Json(inputs).dump();
  }
  for (const char* outcome : {"true", "false", "malformed"})
    EXPECT_GT(outcomes[outcome], 2000) << outcome;
}

}  // namespace
}  // namespace flows::expr
