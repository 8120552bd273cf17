#include "rules/match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/json.h"

namespace flows::rules {
namespace {

using base::Json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Letter {
  std::string to;
  std::string body;
  Json stamps = Json::object();
};

std::string_view to_of(const Letter& letter) { return letter.to; }
std::string_view name_of(const Letter& letter) {
  return std::string_view(letter.to).substr(0, letter.to.find('@'));
}
std::string_view body_of(const Letter& letter) { return letter.body; }
const Json* stamp_of(const Letter& letter, std::string_view name) {
  return base::find_member(letter.stamps, name);
}

const MatchKey<Letter> kMatchKeys[] = {
    {"to", TextTestKind::kGlob, to_of, name_of},
    {"bodyContains", TextTestKind::kContains, body_of},
    {.key = "stamps", .value = stamp_of},
};

base::Result<Match<Letter>> compile(const Json& json) {
  return Match<Letter>::compile(JsonPlace(json), kMatchKeys);
}

TEST(Match, WithoutConditionsItFitsEverything) {
  EXPECT_TRUE(Match<Letter>().fits({}));
  EXPECT_TRUE(compile(Json::object())->fits({.to = "x", .body = "y"}));
}

TEST(Match, AllConditionsMustFit) {
  const auto match = compile({{"to", "ann@*"}, {"bodyContains", "hi"}}).value();
  EXPECT_TRUE(match.fits({.to = "ann@home", .body = "say hi"}));
  EXPECT_FALSE(match.fits({.to = "bob@home", .body = "say hi"}));
  EXPECT_FALSE(match.fits({.to = "ann@home", .body = "bye"}));
}

TEST(Match, TheShortFormOfANameFitsToo) {
  const auto match = compile({{"to", "ann"}}).value();
  EXPECT_TRUE(match.fits({.to = "ann@home", .body = ""}));
  EXPECT_FALSE(match.fits({.to = "anna@home", .body = ""}));
}

TEST(Match, MisfitsNameEachConditionThatDoesNotFit) {
  const auto match = compile({{"bodyContains", "hi"}, {"to", "ann@*"}}).value();
  EXPECT_THAT(match.misfits({.to = "ann@home", .body = "hi"}), IsEmpty());
  EXPECT_THAT(match.misfits({.to = "bob@home", .body = "bye"}),
              ElementsAre("bodyContains \"hi\" is no part of it",
                          "to \"ann@*\" does not fit \"bob@home\""));
}

TEST(Match, ValuesAreFoundByTheirNames) {
  const auto match = compile({{"to", "*"}, {"stamps", {{"paid", 2}, {"marks.0", "air*"}}}}).value();
  const auto letter = [](Json stamps) { return Letter{"ann", "", std::move(stamps)}; };
  EXPECT_TRUE(match.fits(letter({{"marks", {"airmail"}}, {"paid", 2}})));
  EXPECT_FALSE(match.fits(letter({{"marks", {"airmail"}}, {"paid", 3}})));
  EXPECT_FALSE(match.fits(letter({{"paid", 2}})));
  EXPECT_THAT(
      match.misfits(letter({{"marks", {"ship"}}})),
      ElementsAre("stamps.paid is not there", "stamps.marks.0 \"air*\" does not fit \"ship\""));
  EXPECT_THAT(match.misfits(letter({{"marks", {"airmail"}}, {"paid", 3}})),
              ElementsAre("stamps.paid 2 is not 3"));
}

TEST(Match, AFaultOfAValueHasItsPointer) {
  EXPECT_EQ(compile({{"stamps", {{"paid", ""}}}}).error().message,
            "/stamps/paid: must not be empty");
  EXPECT_EQ(compile({{"stamps", "x"}}).error().message, "/stamps: must be an object, not string");
  EXPECT_EQ(compile({{"stamps", {{"a..b", 1}}}}).error().message,
            "/stamps/a..b: must be named by a name of letters, digits and underscores; .member and "
            ".0 behind it lead into its value");
}

TEST(Match, AnUnknownKeyIsAFaultThatListsTheKeys) {
  EXPECT_EQ(compile({{"form", "x"}}).error().message,
            "/form: unknown key; the keys here are to, bodyContains, stamps");
  EXPECT_EQ(compile({{"to", 5}}).error().message, "/to: must be a string, not number");
  EXPECT_EQ(compile(Json::array()).error().message, "must be an object, not array");
}

}  // namespace
}  // namespace flows::rules
