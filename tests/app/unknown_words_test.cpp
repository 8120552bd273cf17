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
  EXPECT_EQ(explain_unknown_words({"want"}, commands, 1, true),
            "run does not take 'want'; a value with spaces needs quotes around it, as in --input "
            "'{\"name\": \"some value\"}'\n");
  EXPECT_EQ(explain_unknown_words({"x"}, commands, 0, true), "serve does not take 'x'\n");
}

const std::vector<CommandWords> kCommands = {
    {"serve", kFlags, {"--port", "--allow-host", "--db", "--seed"}, {"--allow-host", "--seed"}},
    {"run", {"--help", "--input", "--flow"}},
    {"validate", {"--format"}}};

std::string of_command(const std::vector<std::string>& arguments) {
  const auto index = find_unknown_command(arguments, kCommands);
  return index ? explain_unknown_command(arguments, *index, kCommands) : "";
}

TEST(ExplainUnknownCommand, BlamesTheCommandWhateverStandsAroundIt) {
  const std::string run = "there is no command 'rnu'; did you mean run?\n";
  using Arguments = std::vector<std::string>;
  for (const Arguments& arguments :
       {Arguments{"rnu"}, Arguments{"rnu", "f.json", "--input", "x"}, Arguments{"rnu", "--help"},
        Arguments{"--port", "1", "rnu"}, Arguments{"--port=1", "rnu", "--flow", "x"},
        Arguments{"--tls", "rnu", "--flow=x"}, Arguments{"--seed", "a", "rnu", "--input", "3"},
        Arguments{"--seed", "a", "b", "rnu", "--flow", "x"}, Arguments{"rnu", "--input", "-5"}}) {
    EXPECT_EQ(of_command(arguments), run) << ::testing::PrintToString(arguments);
  }
}

TEST(ExplainUnknownCommand, SaysWhatElseIsMisspelt) {
  EXPECT_EQ(of_command({"valdiate", "--fromat", "json"}),
            "there is no command 'valdiate'; did you mean validate?\n"
            "validate has no flag --fromat; did you mean --format?\n");
  EXPECT_EQ(of_command({"rnu", "f.json", "--port", "1"}),
            "there is no command 'rnu'; did you mean run?\n"
            "run has no flag --port; it is a flag of serve\n");
  EXPECT_EQ(of_command({"--prot", "1", "rnu"}),
            "there is no flag --prot; did you mean --port?\n"
            "there is no command 'rnu'; did you mean run?\n");
  EXPECT_EQ(of_command({"exec", "--what", "ls"}),
            "there is no command 'exec'; the commands are serve, run, validate\n");
  EXPECT_EQ(of_command({"--", "run"}),
            "there is no command '--'; the commands are serve, run, validate\n");
}

TEST(ExplainUnknownCommand, TakesValuesOfFlagsForNoCommands) {
  using Arguments = std::vector<std::string>;
  for (const Arguments& arguments :
       {Arguments{}, Arguments{"run", "rnu"}, Arguments{"--port", "rnu"}, Arguments{"--port"},
        Arguments{"--seed", "a", "rnu"}, Arguments{"--seed", "a", "b", "--prot", "1"},
        Arguments{"--prot", "8484"}, Arguments{"--db", "serv", "run", "--prot"}}) {
    EXPECT_EQ(of_command(arguments), "") << ::testing::PrintToString(arguments);
  }
}

TEST(ExplainUnknownTopic, NamesTheNearestOrAll) {
  EXPECT_EQ(explain_unknown_topic("rnu", kCommands),
            "there is no help on 'rnu'; did you mean run?\n");
  EXPECT_EQ(explain_unknown_topic("tls", kCommands),
            "there is no help on 'tls'; the commands are serve, run, validate\n");
}

}  // namespace
}  // namespace flows::app
