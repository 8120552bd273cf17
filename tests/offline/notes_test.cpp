#include "offline/notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace flows::offline {
namespace {

using ::testing::EndsWith;

TEST(Notes, UnknownValuesBeyondTheLimitAreMentioned) {
  Notes notes;
  const auto add = [&](const std::string& place, const std::string& name) {
    notes.add_unknown({.place = place, .name = name, .why = "no Default"});
  };
  for (std::size_t i = 0; i < base::limits::kTemplateNotesMax; ++i) {
    add("P", "Value" + std::to_string(i));
  }
  add("P", "Value0");
  add("Q", "Value0");
  EXPECT_THAT(notes.not_judged(), EndsWith(" and 988 more"));
  add("P", "Other");
  EXPECT_EQ(notes.unknowns().size(), base::limits::kTemplateNotesMax);
  EXPECT_THAT(notes.not_judged(), EndsWith(" and 988 more, and others"));
  Notes all;
  all.add_unknowns_of(notes);
  EXPECT_EQ(all.not_judged(), notes.not_judged());
}

TEST(Notes, MadeUpValuesBeyondTheLimitAreMentioned) {
  Notes notes;
  for (std::size_t i = 0; i < base::limits::kTemplateNotesMax; ++i) {
    notes.add_made_up("Value" + std::to_string(i), "x");
  }
  notes.add_made_up("Value0", "y");
  EXPECT_THAT(notes.summary(), EndsWith(" and 988 more"));
  notes.add_made_up("Other", "x");
  EXPECT_THAT(notes.summary(), EndsWith(" and 988 more, and others"));
  Notes all;
  all.merge(notes);
  EXPECT_EQ(all.summary(), notes.summary());
}

}  // namespace
}  // namespace flows::offline
