#include "offline/run_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "support/temp_dir.h"

namespace flows::offline {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string input_fault(const std::string& input) {
  const auto read = read_run_input(input);
  return read ? "none" : read.error().message;
}

TEST(ReadRunInput, TakesJsonAndFilesWithJson) {
  const testing::TempDir folder;
  std::ofstream(folder.file("input.json")) << R"({"a": [1]})";
  EXPECT_EQ(read_run_input("@" + folder.file("input.json").string()).value()["a"][0], 1);
  EXPECT_EQ(read_run_input(" 5 ").value(), 5);
  EXPECT_EQ(read_run_input("\"x\"").value(), "x");
}

TEST(ReadRunInput, SaysHowAPlainTextIsQuoted) {
  const std::vector<std::pair<std::string, std::string>> hints = {
      {"refund", R"(--input '"refund"')"},
      {"it's so", R"(--input '"it'\''s so"')"},
      {"say \"x\"", R"(--input '"say \"x\""')"},
      {"-", R"(--input '"-"')"},
      {"a\xFF", "--input '\"a\xEF\xBF\xBD\"'"},
      {std::string(100, 'x'), R"(--input '"your text"')"}};
  for (const auto& [input, hint] : hints) {
    EXPECT_THAT(input_fault(input), EndsWith(". A text needs quotes of its own: " + hint));
  }
  for (const char* empty : {"", "  ", "\n"}) {
    EXPECT_EQ(input_fault(empty),
              R"(--input is empty. An empty text needs quotes of its own: --input '""')");
  }
}

TEST(ReadRunInput, PutsRightWhatIsWrongWithJson) {
  const std::vector<std::pair<std::string, std::string>> hints = {
      {"[1,2", "It ends before all that it opens is closed: --input '[1,2]'"},
      {"{", "It ends before all that it opens is closed: --input '{}'"},
      {"{\"a\": [\"b", "It ends before all that it opens is closed: --input '{\"a\": [\"b\"]}'"},
      {"\"open", "It ends before all that it opens is closed: --input '\"open\"'"},
      {"[\"\\\"]", "It ends before all that it opens is closed: --input '[\"\\\"]\"]'"},
      {"{'a': 1}", "JSON has double quotes, not single ones: --input '{\"a\": 1}'"},
      {"'[1]'", "It is in single quotes, which this shell does not take away: --input '[1]'"},
      {"“x”", "JSON has straight quotes: --input '\"x\"'"},
      {"[1, 2, ]", "No comma stands before a closing bracket or at the end: --input '[1, 2 ]'"},
      {"[\",]\"],", "No comma stands before a closing bracket or at the end: --input '[\",]\"]'"},
      {"[True, \"True\"]",
       "JSON has true, false and null in lower case: --input '[true, \"True\"]'"},
      {"\"a\nb\"", "A line break in a text is written \\n: --input '\"a\\nb\"'"},
      {"[" + std::string(100, '1'),
       "It ends before all that it opens is closed: --input '{\"name\": \"value\"}'"}};
  for (const auto& [input, hint] : hints) {
    EXPECT_THAT(input_fault(input), StartsWith("The text of --input is not valid JSON at byte "));
    EXPECT_THAT(input_fault(input), EndsWith(". " + hint));
  }
}

TEST(ReadRunInput, SaysHowJsonIsQuoted) {
  EXPECT_THAT(input_fault("{a: b}"),
              EndsWith(". A shell takes double quotes away: put single ones around the JSON, as in "
                       R"(--input '{"name": "value"}')"));
  EXPECT_THAT(input_fault(R"({"a": })"), EndsWith(". Put single quotes around the whole JSON, so "
                                                  "that the shell leaves it as it is, as in "
                                                  R"(--input '{"name": "value"}')"));
  EXPECT_THAT(input_fault(R"("a"b)"), EndsWith(R"(--input '"say \"hello\""')"));
}

TEST(ReadRunInput, SaysWhatIsWrongWithAFile) {
  const testing::TempDir folder;
  std::ofstream(folder.file("text")) << "refund\n";
  std::ofstream(folder.file("broken")) << "{\n\"a\": }";
  EXPECT_EQ(input_fault("@"),
            "--input @: behind @ stands the name of a file with JSON, and there is "
            "none. A text that begins with @ needs quotes of its own: --input "
            "'\"@\"'");
  EXPECT_EQ(input_fault("@missing"),
            "--input @missing: behind @ stands the name of a file with JSON, and missing: No such "
            "file or directory. A text that begins with @ needs quotes of its own: --input "
            "'\"@missing\"'");
  EXPECT_THAT(input_fault("@" + folder.path().string()), HasSubstr("is not a regular file"));
  EXPECT_THAT(input_fault("@" + folder.file("text").string()),
              EndsWith("'r'. The file has to hold JSON; a text stands in double quotes there"));
  EXPECT_THAT(input_fault("@" + folder.file("broken").string()),
              EndsWith("is not valid JSON at line 2, column 6: unexpected '}'"));
}

}  // namespace
}  // namespace flows::offline
