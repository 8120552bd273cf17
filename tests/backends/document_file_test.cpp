#include "backends/document_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/limits.h"
#include "support/fake_clock.h"
#include "support/temp_dir.h"

namespace flows::backends {
namespace {

namespace fs = std::filesystem;
using flows::testing::FakeClock;
using flows::testing::TempDir;
using ::testing::HasSubstr;

// A file whose time of change is the test's to say, in seconds after the clock's start.
class DocumentFileTest : public ::testing::Test {
 protected:
  void write(std::string_view text, int seconds) {
    std::ofstream(path_, std::ios::binary) << text;
    const auto when = start_ + std::chrono::seconds(seconds);
    fs::last_write_time(path_, std::chrono::file_clock::from_sys(when));
  }

  // What a look finds: the text, "error", or "same".
  std::string look() {
    const auto text = file_.look(clock_);
    if (!text) return "same";
    return *text ? **text : "error";
  }

  TempDir dir_;
  FakeClock clock_;
  base::TimePoint start_ = clock_.now();
  fs::path path_ = dir_.path() / "backends.json";
  DocumentFile file_{path_};
};

TEST_F(DocumentFileTest, TheFirstLookFindsTheText) {
  write("one", -60);
  EXPECT_EQ(look(), "one");
  EXPECT_EQ(look(), "same");
}

TEST_F(DocumentFileTest, AnotherTimeIsAChangeEvenOfTheSameText) {
  write("one", -60);
  EXPECT_EQ(look(), "one");
  write("one", -50);
  EXPECT_EQ(look(), "one");
  EXPECT_EQ(look(), "same");
}

TEST_F(DocumentFileTest, AnotherSizeIsAChange) {
  write("one", -60);
  EXPECT_EQ(look(), "one");
  write("three", -60);
  EXPECT_EQ(look(), "three");
}

TEST_F(DocumentFileTest, AnotherFileInItsPlaceIsAChange) {
  write("one", -60);
  EXPECT_EQ(look(), "one");
  fs::rename(path_, dir_.path() / "old.json");
  write("two", -60);
  EXPECT_EQ(look(), "two");
}

TEST_F(DocumentFileTest, AChangeWithinTheSameStepOfTimeIsSeen) {
  write("one", 0);
  EXPECT_EQ(look(), "one");
  write("two", 0);
  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(look(), "two");
  EXPECT_EQ(look(), "same");
}

TEST_F(DocumentFileTest, AFileJustWrittenIsNotAChangeTwice) {
  write("one", 0);
  EXPECT_EQ(look(), "one");
  EXPECT_EQ(look(), "same");
}

TEST_F(DocumentFileTest, AFileThatIsGoneIsAnErrorOnce) {
  write("one", -60);
  EXPECT_EQ(look(), "one");
  fs::remove(path_);
  EXPECT_EQ(look(), "error");
  EXPECT_EQ(look(), "same");
  write("one", -60);
  EXPECT_EQ(look(), "one");
}

TEST_F(DocumentFileTest, ErrorsBeginWithTheFilesName) {
  const auto text = file_.look(clock_);
  ASSERT_TRUE(text.has_value());
  ASSERT_FALSE(text->has_value());
  EXPECT_EQ(text->error().code, base::ErrorCode::kValidation);
  EXPECT_EQ(text->error().message, path_.string() + ": No such file or directory");
}

TEST_F(DocumentFileTest, AFolderIsNoFile) {
  fs::create_directory(path_);
  const auto text = file_.look(clock_);
  ASSERT_TRUE(text.has_value());
  ASSERT_FALSE(text->has_value());
  EXPECT_THAT(text->error().message, HasSubstr("is not a regular file"));
}

TEST_F(DocumentFileTest, SizeHasALimit) {
  write(std::string(base::limits::kBackendsBytesMax, ' '), -60);
  EXPECT_EQ(look().size(), base::limits::kBackendsBytesMax);
  write(std::string(base::limits::kBackendsBytesMax + 1, ' '), -60);
  const auto text = file_.look(clock_);
  ASSERT_TRUE(text.has_value());
  ASSERT_FALSE(text->has_value());
  EXPECT_THAT(text->error().message, HasSubstr("is larger than"));
}

}  // namespace
}  // namespace flows::backends
