#include "base/background_writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <iterator>
#include <memory>

#include "base/check.h"
#include "base/clock.h"
#include "base/limits.h"
#include "support/temp_dir.h"
#include "support/wait.h"

namespace flows::base {
namespace {

std::string say_dropped(std::size_t count) { return fmt::format("{} dropped\n", count); }

// A pipe whose reader may take its time.
class BackgroundWriterTest : public ::testing::Test {
 protected:
  BackgroundWriterTest() { CHECK(pipe(ends_.data()) == 0, "a pipe can be made"); }
  ~BackgroundWriterTest() override {
    close(ends_[0]);
    close_writing_end();
  }

  void close_writing_end() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }

  // Reads until the text ends with `last`.
  std::string read_until(std::string_view last) {
    std::string text;
    testing::wait_until(
        [&] {
          std::array<char, 65'536> piece;
          pollfd ready{ends_[0], POLLIN, 0};
          if (poll(&ready, 1, 10) == 1) {
            const ssize_t got = read(ends_[0], piece.data(), piece.size());
            if (got > 0) text.append(piece.data(), static_cast<std::size_t>(got));
          }
          return text.ends_with(last);
        },
        "the last line of a writer");
    return text;
  }

  std::array<int, 2> ends_{-1, -1};
};

TEST_F(BackgroundWriterTest, WritesEveryLineInItsOrder) {
  BackgroundWriter writer(ends_[1], say_dropped);
  std::string expected;
  for (int number = 0; number < 10'000; ++number) {
    const std::string line = fmt::format("line {}\n", number);
    expected += line;
    writer.add(line);
  }
  EXPECT_EQ(read_until("line 9999\n"), expected);
}

TEST_F(BackgroundWriterTest, ItsEndWritesWhatStillWaits) {
  std::make_unique<BackgroundWriter>(ends_[1], say_dropped)->add("the last words\n");
  EXPECT_EQ(read_until("\n"), "the last words\n");
}

TEST_F(BackgroundWriterTest, NobodyWaitsForAReaderThatReadsNothing) {
  auto writer = std::make_unique<BackgroundWriter>(ends_[1], say_dropped);
  const std::string line(999, 'x');
  const std::size_t lines = 4 * limits::kLogBufferBytesMax / (line.size() + 1);
  for (std::size_t number = 0; number < lines; ++number) writer->add(line + "\n");
  // Nothing was read until now.
  const std::string text = read_until(" dropped\n");
  std::size_t dropped = 0;
  std::size_t arrived = 0;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view found = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(found.size() + 1);
    if (found == line) {
      ++arrived;
    } else {
      EXPECT_THAT(std::string(found), ::testing::MatchesRegex("[0-9]+ dropped"));
      dropped += std::stoul(std::string(found));
    }
  }
  EXPECT_EQ(arrived + dropped, lines);
  EXPECT_GE(arrived, limits::kLogBufferBytesMax / (line.size() + 1));
  writer->add("and on\n");
  EXPECT_EQ(read_until("\n"), "and on\n");
}

TEST_F(BackgroundWriterTest, ItsEndGivesUpWaitingForTheReader) {
  auto writer = std::make_unique<BackgroundWriter>(ends_[1], say_dropped);
  for (int number = 0; number < 100; ++number) writer->add(std::string(9'999, 'x') + "\n");
  const Stopwatch ending;
  writer.reset();
  EXPECT_GE(ending.elapsed(), limits::kLogFlushMax);
}

TEST_F(BackgroundWriterTest, LeavesTheFlagsOfTheDescriptorAsTheyAre) {
  const int before = fcntl(ends_[1], F_GETFL);
  const BackgroundWriter writer(ends_[1], say_dropped);
  EXPECT_EQ(fcntl(ends_[1], F_GETFL), before);
}

TEST(BackgroundWriter, GoesOnWhereAFileEnds) {
  const testing::TempDir folder;
  const std::string path = folder.file("log");
  const int file = open(path.c_str(), O_WRONLY | O_CREAT, 0600);
  ASSERT_GE(file, 0);
  ASSERT_EQ(write(file, "before\n", 7), 7);
  std::make_unique<BackgroundWriter>(file, say_dropped)->add("after\n");
  close(file);
  std::ifstream stream(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(stream), {}), "before\nafter\n");
}

TEST(BackgroundWriter, OutlivesAReaderThatHasLeft) {
  std::array<int, 2> ends;
  ASSERT_EQ(pipe(ends.data()), 0);
  // The program ignores the signal, as its main function does.
  const auto previous = signal(SIGPIPE, SIG_IGN);
  close(ends[0]);
  auto writer = std::make_unique<BackgroundWriter>(ends[1], say_dropped);
  writer->add("to nobody\n");
  const Stopwatch ending;
  writer.reset();
  EXPECT_LT(ending.elapsed(), testing::kWaitMax);
  close(ends[1]);
  signal(SIGPIPE, previous);
}

}  // namespace
}  // namespace flows::base
