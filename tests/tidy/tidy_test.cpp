// The rules of the house, held against the repository itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tidy/checks.h"

namespace flows::tidy {
namespace {

const SourceTree& repository() {
  static const SourceTree tree = read_tree(FLOWS_SOURCE_DIR);
  return tree;
}

std::string report(const std::vector<Violation>& violations) {
  std::string text;
  for (const Violation& violation : violations) {
    text += "\n" + violation.file;
    if (violation.line > 0) text += ":" + std::to_string(violation.line);
    text += ": " + violation.message;
  }
  return text;
}

TEST(Repository, HasSourcesToRead) { EXPECT_GT(repository().files.size(), 100u); }

TEST(Repository, IncludesGoDownOnly) { EXPECT_EQ(report(check_floors(repository())), ""); }

TEST(Repository, LibrariesStayInTheirRooms) {
  EXPECT_EQ(report(check_libraries(repository())), "");
}

TEST(Repository, HasNoBannedWords) { EXPECT_EQ(report(check_words(repository())), ""); }

TEST(Repository, HasNoOldWords) { EXPECT_EQ(report(check_old_words(repository())), ""); }

TEST(Repository, HasNoTestThatMayWaitForEver) { EXPECT_EQ(report(check_waits(repository())), ""); }

TEST(Repository, HasATestForEachLimit) { EXPECT_EQ(report(check_limits(repository())), ""); }

TEST(Repository, SpellsCoroutinesSafely) { EXPECT_EQ(report(check_coroutines(repository())), ""); }

TEST(Repository, StaysWithinTheSizes) { EXPECT_EQ(report(check_sizes(repository())), ""); }

TEST(Repository, ListsEverySource) { EXPECT_EQ(report(check_source_lists(repository())), ""); }

TEST(Repository, HasANoteInEveryRoom) { EXPECT_EQ(report(check_readmes(repository())), ""); }

TEST(Repository, KeepsItsTopLevel) { EXPECT_EQ(report(check_top_level(repository())), ""); }

TEST(Repository, IncludesEachTableOnce) { EXPECT_EQ(report(check_generated(repository())), ""); }

}  // namespace
}  // namespace flows::tidy
