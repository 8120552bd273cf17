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
};

std::string_view to_of(const Letter& letter) { return letter.to; }
std::string_view name_of(const Letter& letter) {
  return std::string_view(letter.to).substr(0, letter.to.find('@'));
}
std::string_view body_of(const Letter& letter) { return letter.body; }

const MatchKey<Letter> kMatchKeys[] = {
    {"to", TextTestKind::kGlob, to_of, name_of},
    {"bodyContains", TextTestKind::kContains, body_of},
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

TEST(Match, AnUnknownKeyIsAFaultThatListsTheKeys) {
  EXPECT_EQ(compile({{"form", "x"}}).error().message,
            "/form: unknown key; the keys here are to, bodyContains");
  EXPECT_EQ(compile({{"to", 5}}).error().message, "/to: must be a string, not number");
  EXPECT_EQ(compile(Json::array()).error().message, "must be an object, not array");
}

}  // namespace
}  // namespace flows::rules
