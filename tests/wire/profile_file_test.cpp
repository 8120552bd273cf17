#include "wire/profile_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace flows::wire {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ParseProfiles, ReadsSectionsAndTheirSettings) {
  const auto profiles =
      parse_profiles("# mine\n[default]\r\nregion = a = b\n\n[profile ci]\nempty =\n").value();
  ASSERT_EQ(profiles.size(), 2U);
  EXPECT_EQ(profiles[0].name, "default");
  EXPECT_EQ(*profiles[0].setting("region"), "a = b");
  EXPECT_EQ(profiles[1].name, "profile ci");
  EXPECT_EQ(profiles[1].line, 5U);
  EXPECT_EQ(profiles[1].setting("empty"), nullptr);
  EXPECT_EQ(profiles[1].setting("region"), nullptr);
}

TEST(ParseProfiles, ReadsSettingsOfSettings) {
  const auto profiles =
      parse_profiles(
          "[default]\ns3 =\n  region = v\n  region = x\n\n # no\n\turl=y\nec2 =\n url=z\n")
          .value();
  EXPECT_EQ(*profiles[0].setting("s3", "region"), "x");
  EXPECT_EQ(*profiles[0].setting("s3", "url"), "y");
  EXPECT_EQ(*profiles[0].setting("ec2", "url"), "z");
  EXPECT_EQ(profiles[0].setting("ec2", "region"), nullptr);
  EXPECT_EQ(profiles[0].setting("sqs", "url"), nullptr);
}

TEST(Profile, KnowsItsSection) {
  const auto section = [](const char* name) { return Profile{.name = name}; };
  EXPECT_TRUE(section("profile ci").is_section("profile", "ci"));
  EXPECT_TRUE(section("profile\t 'my ci'").is_section("profile", "my ci"));
  EXPECT_TRUE(section("services \"a b\"").is_section("services", "a b"));
  EXPECT_TRUE(section("profile a\\ b").is_section("profile", "a b"));
  EXPECT_TRUE(section("profile \"a\\\"b\"").is_section("profile", "a\"b"));
  EXPECT_FALSE(section("profileci").is_section("profile", "ci"));
  EXPECT_FALSE(section("ci").is_section("profile", "ci"));
  EXPECT_FALSE(section("services ci").is_section("profile", "ci"));
  EXPECT_FALSE(section("profile 'ci").is_section("profile", "ci"));
  EXPECT_FALSE(section("profile ci\\").is_section("profile", "ci"));
  EXPECT_FALSE(section("profile ci x").is_section("profile", "ci"));
}

TEST(ParseProfiles, TakesAnIndentedLineForAPartOfTheSettingAbove) {
  const auto profiles =
      parse_profiles("[default]\ns3 =\n  region = x\nregion = y\n\n  output = z\n  end\n\n")
          .value();
  EXPECT_EQ(*profiles[0].setting("region"), "y\n\noutput = z\nend");
  EXPECT_EQ(profiles[0].setting("output"), nullptr);
}

TEST(ParseProfiles, ReadsColonsAndNamesInUpperCase) {
  const auto profiles = parse_profiles(" [default] # mine\n Region: a:b=c\rOUTPUT=x\r\n").value();
  EXPECT_EQ(*profiles[0].setting("region"), "a:b=c");
  EXPECT_EQ(*profiles[0].setting("output"), "x");
}

TEST(ParseProfiles, ASectionForAllGivesWhatASectionLacks) {
  const auto profiles =
      parse_profiles("[a]\nx = 1\n[DEFAULT]\nx = 2\ny = 3\n[b]\n[DEFAULT]\nz = 4\n").value();
  ASSERT_EQ(profiles.size(), 2U);
  EXPECT_EQ(*profiles[0].setting("x"), "1");
  EXPECT_EQ(*profiles[1].setting("x"), "2");
  EXPECT_EQ(*profiles[0].setting("z"), "4");
}

TEST(ParseProfiles, SaysInWhichLineTheFaultIs) {
  const std::map<std::string, std::string> faults = {
      {"a = 1\n", "line 1: is neither [profile] nor a setting of one"},
      {"[a]\r\rword\r", "line 3: is neither [profile] nor a setting of one"},
      {"[a]\n= x\n", "line 2: is neither [profile] nor a setting of one"},
      {"[a\n", "line 1: the name of a profile ends with ']'"},
      {"[a]\n[b]\n[a]\n", "line 3: [a] comes twice, first in line 1"},
      {"[a]\nx=1\n\nX:2\n", "line 4: x comes twice, first in line 2"},
      {"[DEFAULT]\nx=1\n[DEFAULT]\nx=2\n", "line 4: x comes twice, first in line 2"},
      {"[a]\ns3 =\n  url: x\n", "line 3: is nested in s3, but has no '='"},
      {"\xEF\xBB\xBF[a]\n", "line 1: begins with a byte order mark; save the file without one"},
      {"[a]\nx=\xFF\n", "line 2: is not UTF-8"}};
  for (const auto& [text, message] : faults) {
    const auto profiles = parse_profiles(text);
    ASSERT_FALSE(profiles) << text;
    EXPECT_EQ(profiles.error().message, message);
  }
}

TEST(ParseProfiles, ShowsNoTextOfALineThatItDoesNotUnderstand) {
  for (const char* text : {"hush\n", "[a]\nhush\n", "[hush\n", "[a]\ns3 =\n  hush\n"}) {
    EXPECT_THAT(parse_profiles(text).error().message, Not(HasSubstr("hush")));
  }
}

}  // namespace
}  // namespace flows::wire
