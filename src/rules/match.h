#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "rules/json_place.h"
#include "rules/text_test.h"
#include "rules/value_test.h"

namespace flows::rules {

// One key of a `match`, and the text of a subject (a call, for example) that it tests. A name that
// may be given in full, as an ARN, or in short has a second text; one of the two must fit. A key
// for values that the subject has by name has `value` and no text; that function returns nullptr
// if there is no value of that name.
template <class Subject>
struct MatchKey {
  std::string_view key;
  TextTestKind kind = TextTestKind::kGlob;
  std::string_view (*text)(const Subject& subject) = nullptr;
  std::string_view (*short_form)(const Subject& subject) = nullptr;
  const base::Json* (*value)(const Subject& subject, std::string_view name) = nullptr;
};

// The conditions of one `match`, all of which must fit. A match without conditions fits everything.
// Immutable. Threads: any.
template <class Subject>
class Match {
 public:
  // Reads the object at `place`. `table` lists the keys it may have and must outlive the match.
  // Errors: kValidation with the pointer.
  template <std::size_t kSize>
  static base::Result<Match> compile(const JsonPlace& place,
                                     const MatchKey<Subject> (&table)[kSize]) {
    ASSIGN_OR_RETURN(const std::vector<JsonPlace> members, place.members());
    Match compiled;
    for (const JsonPlace& member : members) {
      const auto* const key = std::ranges::find(table, member.name(), &MatchKey<Subject>::key);
      if (key == std::end(table)) {
        std::vector<std::string_view> known;
        for (const MatchKey<Subject>& row : table) known.push_back(row.key);
        return unknown_key(member, known);
      }
      if (key->value != nullptr) {
        ASSIGN_OR_RETURN(std::vector<NamedValueTest> tests, read_named_tests(member));
        for (auto& test : tests) compiled.value_conditions_.push_back({key, std::move(test)});
        continue;
      }
      ASSIGN_OR_RETURN(TextTest test, TextTest::compile(key->kind, member));
      compiled.conditions_.push_back({key, std::move(test)});
    }
    return compiled;
  }

  [[nodiscard]] bool fits(const Subject& subject) const {
    return std::ranges::all_of(
               conditions_,
               [&](const Condition& condition) { return condition_fits(condition, subject); }) &&
           std::ranges::all_of(value_conditions_, [&](const ValueCondition& condition) {
             const base::Json* const value = find_value(condition, subject);
             return value != nullptr && condition.named.test.fits(*value);
           });
  }

  // Returns one part of a sentence for each condition that does not fit `subject`.
  [[nodiscard]] std::vector<std::string> misfits(const Subject& subject) const {
    std::vector<std::string> parts;
    for (const Condition& condition : conditions_) {
      if (condition_fits(condition, subject)) continue;
      parts.push_back(fmt::format("{} {}", condition.key->key,
                                  condition.test.misfit(condition.key->text(subject))));
    }
    for (const ValueCondition& condition : value_conditions_) {
      const base::Json* const value = find_value(condition, subject);
      if (value != nullptr && condition.named.test.fits(*value)) continue;
      parts.push_back(
          fmt::format("{}.{} {}", condition.key->key, condition.named.path.text(),
                      value == nullptr ? "is not there" : condition.named.test.misfit(*value)));
    }
    return parts;
  }

 private:
  struct Condition {
    const MatchKey<Subject>* key;
    TextTest test;
  };

  struct ValueCondition {
    const MatchKey<Subject>* key;
    NamedValueTest named;
  };

  static const base::Json* find_value(const ValueCondition& condition, const Subject& subject) {
    const ValuePath& path = condition.named.path;
    return path.find(condition.key->value(subject, path.name()));
  }

  static bool condition_fits(const Condition& condition, const Subject& subject) {
    if (condition.test.fits(condition.key->text(subject))) return true;
    return condition.key->short_form != nullptr &&
           condition.test.fits(condition.key->short_form(subject));
  }

  std::vector<Condition> conditions_;
  std::vector<ValueCondition> value_conditions_;
};

}  // namespace flows::rules
