#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "base/json.h"
#include "expr/input_expression.h"
#include "support/random_source.h"

// Compares input expressions with a second evaluator that is slow and obvious: a regular expression
// says what is well formed, and each step copies what it finds.
namespace flows::expr {
namespace {

using flows::testing::RandomSource;

using base::Json;

// One step as it was made up, and the text it was written as.
struct RandomStep {
  enum class Kind { kMember, kElement, kEvery, kList, kSlice };

  Kind kind = Kind::kEvery;
  std::string name = {};
  std::vector<int> positions = {};
  std::optional<int> first = {};
  std::optional<int> end = {};
  std::string text = {};
};

const std::vector<std::string> kNames = {"a", "b", "c", "d"};

std::string spaces(RandomSource& random) { return random.one_in(4) ? " " : ""; }

int random_position(RandomSource& random) { return static_cast<int>(random.below(9)) - 4; }

std::optional<int> random_bound(RandomSource& random) {
  if (random.one_in(4)) return std::nullopt;
  return random_position(random);
}

std::string written(std::optional<int> position, RandomSource& random) {
  return spaces(random) + (position ? std::to_string(*position) : "") + spaces(random);
}

RandomStep random_member(RandomSource& random) {
  const std::string& name = random.pick(kNames);
  const std::vector<std::string> spellings = {"." + name, "['" + name + "']", "[\"" + name + "\"]"};
  return {.kind = RandomStep::Kind::kMember, .name = name, .text = random.pick(spellings)};
}

RandomStep random_step(RandomSource& random) {
  using Kind = RandomStep::Kind;
  switch (random.below(7)) {
    case 0: return {.kind = Kind::kEvery, .text = random.one_in(2) ? ".*" : "[*]"};
    case 1: {
      RandomStep list{.kind = Kind::kList};
      for (std::size_t left = 2 + random.below(2); left > 0; --left) {
        list.positions.push_back(random_position(random));
        list.text += (list.text.empty() ? "[" : ",") + written(list.positions.back(), random);
      }
      list.text += "]";
      return list;
    }
    case 2: {
      const auto first = random_bound(random);
      const auto end = random_bound(random);
      const std::string text = "[" + written(first, random) + ":" + written(end, random) + "]";
      return {.kind = Kind::kSlice, .first = first, .end = end, .text = text};
    }
    case 3:
    case 4: {
      const int position = random_position(random);
      return {.kind = Kind::kElement,
              .positions = {position},
              .text = "[" + written(position, random) + "]"};
    }
    default: return random_member(random);
  }
}

Json random_json(RandomSource& random, std::size_t depth) {
  const std::size_t kind = depth == 0 ? 4 : random.below(5);
  if (kind < 4) {
    Json value = kind < 2 ? Json::object() : Json::array();
    for (std::size_t left = random.below(5); left > 0; --left) {
      Json part = random_json(random, depth - 1);
      if (kind < 2)
        value[random.pick(kNames)] = std::move(part);
      else
        value.push_back(std::move(part));
    }
    return value;
  }
  return random.pick<Json>({1, 2.5, "text", true, nullptr});
}

// The positions that a step of positions means in an array of `size`, in its order.
std::vector<int> positions_of(const RandomStep& step, int size) {
  std::vector<int> positions;
  const auto from_start = [size](int position) {
    return position < 0 ? position + size : position;
  };
  if (step.kind == RandomStep::Kind::kSlice) {
    for (int at = 0; at < size; ++at) {
      const bool after_first = !step.first || at >= from_start(*step.first);
      const bool before_end = !step.end || at < from_start(*step.end);
      if (after_first && before_end) positions.push_back(at);
    }
    return positions;
  }
  for (const int position : step.positions) {
    const int at = from_start(position);
    if (at >= 0 && at < size) positions.push_back(at);
  }
  return positions;
}

std::vector<Json> apply(const RandomStep& step, const Json& value) {
  std::vector<Json> found;
  if (step.kind == RandomStep::Kind::kMember) {
    if (value.is_object() && value.contains(step.name)) found.push_back(value.at(step.name));
  } else if (step.kind == RandomStep::Kind::kEvery) {
    if (value.is_structured()) {
      for (const auto& item : value.items()) found.push_back(item.value());
    }
  } else if (value.is_array()) {
    for (const int at : positions_of(step, static_cast<int>(value.size()))) {
      found.push_back(value.at(static_cast<std::size_t>(at)));
    }
  }
  return found;
}

std::optional<Json> evaluate_slowly(const std::vector<RandomStep>& steps, const Json& whole) {
  if (!steps.empty() && !whole.is_structured()) return std::nullopt;
  std::vector<Json> values = {whole};
  bool many = false;
  for (const RandomStep& step : steps) {
    using Kind = RandomStep::Kind;
    const bool needs_array = step.kind == Kind::kList || step.kind == Kind::kSlice;
    if (!many && needs_array && !values.front().is_array()) return std::nullopt;
    std::vector<Json> next;
    for (const Json& value : values) {
      for (Json& found : apply(step, value)) next.push_back(std::move(found));
    }
    values = std::move(next);
    many = many || (step.kind != Kind::kMember && step.kind != Kind::kElement);
    if (!many && values.empty()) return std::nullopt;
  }
  return many ? Json(values) : values.front();
}

TEST(InputDifferential, AgreesWithASecondEvaluator) {
  RandomSource random(20230726);
  std::map<std::string, int> outcomes;
  for (int round = 0; round < 20'000; ++round) {
    const Json whole = random_json(random, 4);
    std::vector<RandomStep> steps;
    std::string text = "$.data";
    for (std::size_t left = random.below(4); left > 0; --left) {
      steps.push_back(random_step(random));
      text += steps.back().text;
    }
    const auto expression = InputExpression::parse(text);
    ASSERT_TRUE(expression) << text << ": " << expression.error().message;
    const auto expected = evaluate_slowly(steps, whole);
    ASSERT_EQ(expression->evaluate(whole), expected) << text << " on " << whole.dump();
    ++outcomes[!expected ? "nothing" : *expected == Json::array() ? "empty" : "something"];
  }
  for (const char* outcome : {"nothing", "empty", "something"})
    EXPECT_GT(outcomes[outcome], 1000) << outcome;
}

TEST(InputDifferential, AgreesWithARegularExpressionOnWhatIsWellFormed) {
  const std::string integer = " *-?[0-9]+ *";
  const std::string bound = "(" + integer + "| *)";
  const std::string positions = integer + "(," + integer + ")*|" + bound + ":" + bound;
  const std::string quoted = R"('(\\[\\']|\\(?![\\'])|[^\\'])*'|"(\\[\\"]|\\(?![\\"])|[^\\"])*")";
  const std::regex grammar(R"(\$\.data()"
                           R"(\.\*|\.[A-Za-z0-9_-]+|\[(\*|)" +
                           positions + "|" + quoted + R"()\])*)");
  const std::vector<std::string> characters = {"$", ".", "*", "[", "]",  ",",  ":", "-", " ", "0",
                                               "1", "a", "_", "'", "\"", "\\", "(", "?", "@", "+"};
  RandomSource random(42);
  int well_formed = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = "$.data";
    for (std::size_t left = random.below(3); left > 0; --left) text += random_step(random).text;
    for (std::size_t left = 1 + random.below(2); left > 0; --left) {
      const std::size_t place = 6 + random.below(text.size() - 5);
      text.insert(place, random.pick(characters));
      if (random.one_in(2)) text.erase(6 + random.below(text.size() - 6), 1);
    }
    const bool expected = std::regex_match(text, grammar);
    ASSERT_EQ(InputExpression::parse(text).has_value(), expected) << text;
    if (expected) ++well_formed;
  }
  EXPECT_GT(well_formed, 2000);
  EXPECT_LT(well_formed, 18'000);
}

}  // namespace
}  // namespace flows::expr
