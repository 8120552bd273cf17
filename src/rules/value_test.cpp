#include "rules/value_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace flows::rules {
namespace {

using base::Json;
using base::Result;

using Members = std::vector<std::pair<std::string_view, const Json*>>;

Members sorted_members(const Json& object) {
  Members members;
  members.reserve(object.size());
  for (const auto& [name, value] : object.items()) members.emplace_back(name, &value);
  std::ranges::sort(members, {}, &Members::value_type::first);
  return members;
}

// Json's own comparison minds the order of members.
bool same_value(const Json& a, const Json& b) {
  if (a.is_array() && b.is_array()) return std::ranges::equal(a, b, same_value);
  if (!a.is_object() || !b.is_object()) return a == b;
  return std::ranges::equal(
      sorted_members(a), sorted_members(b), [](const auto& one, const auto& other) {
        return one.first == other.first && same_value(*one.second, *other.second);
      });
}

// Returns a value as a message shows it.
std::string shown(const Json& value) {
  if (value.is_string()) return in_quotes(value.get_ref<const std::string&>());
  return cut_short(base::to_text(value));
}

}  // namespace

// The keys of a condition that is an object.
struct ValueTest::Keys {
  struct Key {
    std::string_view key;
    Result<void> (*read)(const JsonPlace& place, ValueTest& test);
  };

  static Result<void> read_equals(const JsonPlace& place, ValueTest& test) {
    test.equal_to_ = place.value();
    return {};
  }

  template <TextTestKind kKind>
  static Result<void> read_text(const JsonPlace& place, ValueTest& test) {
    ASSIGN_OR_RETURN(TextTest text, TextTest::compile(kKind, place));
    test.texts_.push_back(std::move(text));
    return {};
  }

  static constexpr Key kKeys[] = {{"equals", read_equals},
                                  {"contains", read_text<TextTestKind::kContains>},
                                  {"matches", read_text<TextTestKind::kMatches>}};
};

std::string value_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : base::to_text(value);
}

Result<ValueTest> ValueTest::compile(const JsonPlace& place) {
  ValueTest test;
  const Json& value = place.value();
  if (value.is_object()) {
    if (value.empty()) return place.fault("needs one of equals, contains, matches");
    RETURN_IF_ERROR(rules::read_members(place, Keys::kKeys, test));
  } else if (value.is_string()) {
    RETURN_IF_ERROR(Keys::read_text<TextTestKind::kGlob>(place, test));
  } else if (value.is_primitive()) {
    RETURN_IF_ERROR(Keys::read_equals(place, test));
  } else {
    return place.fault(
        "must be a glob, a number, true, false, null, or an object with equals, contains or "
        "matches");
  }
  return test;
}

bool ValueTest::is_equal(const Json& value) const {
  return !equal_to_ || same_value(*equal_to_, value);
}

bool ValueTest::fits(const Json& value) const {
  if (!is_equal(value)) return false;
  if (texts_.empty()) return true;
  const std::string text = value_text(value);
  return std::ranges::all_of(texts_, [&](const TextTest& test) { return test.fits(text); });
}

std::string ValueTest::misfit(const Json& value) const {
  if (!is_equal(value)) {
    return fmt::format("{} is not {}", shown(*equal_to_), shown(value));
  }
  const std::string text = value_text(value);
  const auto test =
      std::ranges::find_if_not(texts_, [&](const TextTest& one) { return one.fits(text); });
  CHECK(test != texts_.end(), "only a value that does not fit is asked about");
  return test->misfit(text);
}

Result<std::vector<NamedValueTest>> read_named_tests(const JsonPlace& place) {
  ASSIGN_OR_RETURN(const std::vector<JsonPlace> members, place.members());
  std::vector<NamedValueTest> tests;
  tests.reserve(members.size());
  for (const JsonPlace& member : members) {
    auto path = ValuePath::parse(member.name());
    if (!path) {
      return member.fault(
          "must be named by a name of letters, digits and underscores; .member and .0 behind it "
          "lead into its value");
    }
    ASSIGN_OR_RETURN(ValueTest test, ValueTest::compile(member));
    tests.push_back({*std::move(path), std::move(test)});
  }
  return tests;
}

}  // namespace flows::rules
