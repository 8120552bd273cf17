#include "app/unknown_words.h"

#include <gtest/gtest.h>

namespace flows::app {
namespace {

const std::vector<std::string> kFlags = {"--port", "--allow-host", "--host", "--in-memory",
                                         "--tls",  "--tls-cert",   "--db",   "--seed"};

TEST(Nearest, FindsWhatDiffersByFewLetters) {
  EXPECT_EQ(nearest("--prot", kFlags), "--port");
  EXPECT_EQ(nearest("-port", kFlags), "--port");
  EXPECT_EQ(nearest("--PORT=1", kFlags), "--port");
  EXPECT_EQ(nearest("--inmemory", kFlags), "--in-memory");
  EXPECT_EQ(nearest("--in_memory", kFlags), "--in-memory");
  EXPECT_EQ(nearest("--seeds", kFlags), "--seed");
  EXPECT_EQ(nearest("--bd", kFlags), "--db");
}

TEST(Nearest, FindsWhatContainsTheWord) {
  EXPECT_EQ(nearest("--cert", kFlags), "--tls-cert");
  EXPECT_EQ(nearest("--memory", kFlags), "--in-memory");
}

TEST(Nearest, FindsNothingInOtherWords) {
  for (const char* word : {"--nonsense", "--", "", "--x", "--region"}) {
    EXPECT_EQ(nearest(word, kFlags), "") << word;
  }
  EXPECT_EQ(nearest(std::string(1'000'000, 'x'), kFlags), "");
}

TEST(ExplainUnknownWords, SaysEachFlagOnceAndTakesOtherWordsForValues) {
  const std::vector<CommandWords> commands = {{"serve", kFlags}, {"run", {"--input"}}};
  EXPECT_EQ(explain_unknown_words({"--prot", "1", "--colour", "red"}, commands, 0, false),
            "there is no flag --prot; did you mean --port?\n"
            "there is no flag --colour; --help lists those that there are\n");
  EXPECT_EQ(explain_unknown_words({"--tls"}, commands, 1, true),
            "run has no flag --tls; it is a flag of serve\n");
  EXPECT_EQ(explain_unknown_words({"rnu", "--input", "x"}, commands, 0, false),
            "there is no command 'rnu'; did you mean run?\n");
  EXPECT_EQ(explain_unknown_words({"exec", "--", "ls"}, commands, 0, false),
            "there is no command 'exec'; the commands are serve, run\n");
}

}  // namespace
}  // namespace flows::app
