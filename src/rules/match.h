#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "rules/json_place.h"
#include "rules/text_test.h"

namespace flows::rules {

// One key of a `match`, and the text of a subject (a call, for example) that it tests. A name that
// may be given in full, as an ARN, or in short has a second text; one of the two must fit.
template <class Subject>
struct MatchKey {
  std::string_view key;
  TextTestKind kind = TextTestKind::kGlob;
  std::string_view (*text)(const Subject& subject);
  std::string_view (*short_form)(const Subject& subject) = nullptr;
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
      ASSIGN_OR_RETURN(TextTest test, TextTest::compile(key->kind, member));
      compiled.conditions_.push_back({key, std::move(test)});
    }
    return compiled;
  }

  [[nodiscard]] bool fits(const Subject& subject) const {
    return std::ranges::all_of(conditions_, [&](const Condition& condition) {
      return condition_fits(condition, subject);
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
    return parts;
  }

 private:
  struct Condition {
    const MatchKey<Subject>* key;
    TextTest test;
  };

  static bool condition_fits(const Condition& condition, const Subject& subject) {
    if (condition.test.fits(condition.key->text(subject))) return true;
    return condition.key->short_form != nullptr &&
           condition.test.fits(condition.key->short_form(subject));
  }

  std::vector<Condition> conditions_;
};

}  // namespace flows::rules
