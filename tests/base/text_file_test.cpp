#include "base/text_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "support/temp_dir.h"

namespace flows::base {
namespace {

using ::testing::EndsWith;
using ::testing::StartsWith;

TEST(ReadTextFile, GivesEveryByte) {
  const testing::TempDir folder;
  const std::string text("a\r\n\0b", 5);
  std::ofstream(folder.file("text")) << text;
  EXPECT_EQ(read_text_file(folder.file("text"), 5).value(), text);
}

TEST(ReadTextFile, OneByteTooManyIsRefused) {
  const testing::TempDir folder;
  std::ofstream(folder.file("text")) << "123456";
  EXPECT_THAT(read_text_file(folder.file("text"), 5).error().message,
              EndsWith("is larger than 5 bytes"));
}

TEST(ReadTextFile, WhatIsNoFileIsNamed) {
  const testing::TempDir folder;
  const auto missing = folder.file("missing");
  EXPECT_EQ(read_text_file(missing, 5).error().message,
            missing.string() + ": No such file or directory");
  ASSERT_EQ(mkfifo(folder.file("pipe").c_str(), 0600), 0);
  for (const auto& path : {folder.file("pipe"), folder.file("")}) {
    const auto failed = read_text_file(path, 5);
    EXPECT_THAT(failed.error().message, StartsWith(path.string()));
    EXPECT_THAT(failed.error().message, EndsWith("is not a regular file"));
  }
}

}  // namespace
}  // namespace flows::base
