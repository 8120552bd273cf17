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

TEST(ParseProfiles, LeavesSettingsOfSettingsOut) {
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
