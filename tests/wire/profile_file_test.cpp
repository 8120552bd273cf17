#include "wire/profile_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flows::wire {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ParseProfiles, ReadsSectionsAndTheirSettings) {
  const auto profiles =
      parse_profiles("# mine\n[default]\r\nregion = a = b\n\n[ profile ci ]\nempty =\n").value();
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
      parse_profiles("[default]\ns3 =\n  region = x\n  nothing\n\n # no\n\turl=y\nec2 =\n url=z\n")
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
  EXPECT_FALSE(section("profileci").is_section("profile", "ci"));
  EXPECT_FALSE(section("ci").is_section("profile", "ci"));
  EXPECT_FALSE(section("services ci").is_section("profile", "ci"));
}

TEST(ParseProfiles, DoesNotTakeSettingsOfSettingsForItsOwn) {
  const auto profiles =
      parse_profiles("[default]\ns3 =\n  region = x\n  nothing\nregion = y\n  output = z\n")
          .value();
  EXPECT_EQ(*profiles[0].setting("region"), "y");
  EXPECT_EQ(*profiles[0].setting("output"), "z");
}

TEST(ParseProfiles, NamesTheLineOfAFaultButNotItsText) {
  for (const char* text : {"hush\n", "[a]\nhush\n", "[hush\n"}) {
    const auto profiles = parse_profiles(text);
    ASSERT_FALSE(profiles);
    EXPECT_THAT(profiles.error().message, HasSubstr("line "));
    EXPECT_THAT(profiles.error().message, Not(HasSubstr("hush")));
  }
}

}  // namespace
}  // namespace flows::wire
