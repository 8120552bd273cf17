#include "rules/json_place.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/json.h"

namespace flows::rules {
namespace {

using base::Json;

std::string fault_of(const base::Error& error) {
  EXPECT_EQ(error.code, base::ErrorCode::kValidation);
  return error.message;
}

// The place of the member `name` of `root`.
JsonPlace member(const Json& root, std::string_view name) {
  const std::vector<JsonPlace> members = JsonPlace(root).members().value();
  for (const JsonPlace& place : members) {
    if (place.name() == name) return place;
  }
  CHECK(false, "the test names a member that is there");
  return JsonPlace(root);
}

TEST(JsonPlace, PointersEscapeTheNamesOfMembers) {
  const Json root = {{"a/b~c", {1, "x"}}};
  const JsonPlace list = member(root, "a/b~c");
  const std::vector<JsonPlace> items = list.items(2).value();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(fault_of(items[1].fault("is wrong")), "/a~1b~0c/1: is wrong");
  EXPECT_EQ(items[1].text().value(), "x");
  EXPECT_EQ(items[1].name(), "");
}

TEST(JsonPlace, AFaultOfTheWholeDocumentHasNoPointer) {
  const Json root = 5;
  EXPECT_EQ(fault_of(JsonPlace(root).members().error()), "must be an object, not number");
}

TEST(JsonPlace, AValueOfAnotherTypeIsAFault) {
  const Json root = {{"k", nullptr}};
  const JsonPlace place = member(root, "k");
  EXPECT_EQ(fault_of(place.members().error()), "/k: must be an object, not null");
  EXPECT_EQ(fault_of(place.items(1).error()), "/k: must be a list, not null");
  EXPECT_EQ(fault_of(place.text().error()), "/k: must be a string, not null");
  EXPECT_EQ(fault_of(place.integer(0, 9).error()), "/k: must be a whole number from 0 to 9");
}

TEST(JsonPlace, AListMayBeTooLong) {
  const Json root = {1, 2, 3};
  EXPECT_EQ(fault_of(JsonPlace(root).items(2).error()), "has 3 items; at most 2 are allowed");
}

TEST(JsonPlace, ATextMayNotBeEmptyWhereItMustNot) {
  const Json root = "";
  EXPECT_EQ(JsonPlace(root).text().value(), "");
  EXPECT_EQ(fault_of(JsonPlace(root).text_not_empty().error()), "must not be empty");
}

TEST(JsonPlace, WholeNumbersMayBeSpelledAsFloats) {
  for (const auto& [text, number] :
       std::vector<std::pair<std::string, std::int64_t>>{{"5", 5},
                                                         {"5.0", 5},
                                                         {"-5", -5},
                                                         {"1e3", 1000},
                                                         {"9007199254740991", kJsonIntegerMax}}) {
    const Json root = *base::parse_json(text);
    EXPECT_EQ(JsonPlace(root).integer(-10, kJsonIntegerMax).value(), number) << text;
  }
}

TEST(JsonPlace, ANumberThatIsNotWholeOrOutOfRangeIsAFault) {
  for (const char* text : {"5.5", "-11", "9007199254740992", "18446744073709551615", "1e300",
                           "-1e300", "-9223372036854775808", "\"5\"", "true", "[5]"}) {
    const Json root = *base::parse_json(text);
    EXPECT_EQ(fault_of(JsonPlace(root).integer(-10, kJsonIntegerMax).error()),
              "must be a whole number from -10 to 9007199254740991")
        << text;
  }
}

TEST(InQuotes, LongTextsAreCutBetweenCharacters) {
  EXPECT_EQ(in_quotes("short"), "\"short\"");
  EXPECT_EQ(in_quotes(std::string(99, 'a') + "\u00fc"), '"' + std::string(99, 'a') + "\u2026\"");
}

struct Pair {
  std::string first;
};
struct Key {
  std::string_view key;
  base::Result<void> (*read)(const JsonPlace& place, Pair& pair);
};
base::Result<void> read_first(const JsonPlace& place, Pair& pair) {
  ASSIGN_OR_RETURN(pair.first, place.text());
  return {};
}
constexpr Key kKeys[] = {{"first", read_first}, {"second", nullptr}};

TEST(ReadMembers, EachMemberIsReadByTheRowOfItsKey) {
  Pair pair;
  const Json root = {{"first", "x"}};
  ASSERT_TRUE(read_members(JsonPlace(root), kKeys, pair));
  EXPECT_EQ(pair.first, "x");
}

TEST(ReadMembers, AnUnknownKeyAndOneThatIsNotServedAreFaults) {
  Pair pair;
  const Json unknown = {{"third", 1}};
  EXPECT_EQ(fault_of(read_members(JsonPlace(unknown), kKeys, pair).error()),
            "/third: unknown key; the keys here are first");
  const Json promised = {{"second", 1}};
  EXPECT_EQ(fault_of(read_members(JsonPlace(promised), kKeys, pair).error()),
            "/second: \"second\" is known, but this version does not serve it");
}

}  // namespace
}  // namespace flows::rules
