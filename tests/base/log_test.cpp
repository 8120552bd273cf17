#include "base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/json.h"

namespace flows::base {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

// Sets the log for one test, and returns what it writes.
class LogTest : public ::testing::Test {
 protected:
  ~LogTest() override { configure_log(LogLevel::kWarn, LogFormat::kText); }

  template <class Work>
  std::string written(LogFormat format, const Work& work) {
    configure_log(LogLevel::kInfo, format);
    ::testing::internal::CaptureStderr();
    work();
    return ::testing::internal::GetCapturedStderr();
  }
};

TEST_F(LogTest, ATextQuotesValuesAndEscapesControlCharacters) {
  const std::string line = written(LogFormat::kText, [] {
    log(LogLevel::kInfo, "a\nb\x1b[2J\x7f", {{"name", "two\nlines"}});
  });
  EXPECT_THAT(line, EndsWith(" info a\\u000ab\\u001b[2J\\u007f name=\"two\\nlines\"\n"));
}

TEST_F(LogTest, JsonHasNumbersWithoutQuotes) {
  const auto json = parse_json(written(LogFormat::kJson, [] {
    log(LogLevel::kWarn, "me\"ssage",
        {{"text", "12"}, {.name = "count", .value = "12", .is_number = true}});
  }));
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["message"], "me\"ssage");
  EXPECT_EQ((*json)["level"], "warning");
  EXPECT_EQ((*json)["text"], "12");
  EXPECT_EQ((*json)["count"], 12);
}

TEST_F(LogTest, PeopleReadTheMessageAndProgramsTheFields) {
  const auto call = [] { log_for_people(LogLevel::kInfo, "all is said", {{"id", "x"}}); };
  EXPECT_THAT(written(LogFormat::kText, call), EndsWith(" info all is said\n"));
  EXPECT_THAT(written(LogFormat::kJson, call), HasSubstr(R"("id":"x")"));
}

TEST_F(LogTest, WhatIsBelowTheLevelIsNotWritten) {
  const std::string text = written(LogFormat::kText, [] {
    log(LogLevel::kDebug, "details");
    configure_log(LogLevel::kWarn, LogFormat::kText);
    log_for_people(LogLevel::kInfo, "a call", {});
    EXPECT_FALSE(is_logged(LogLevel::kInfo));
    EXPECT_TRUE(is_logged(LogLevel::kWarn));
  });
  EXPECT_EQ(text, "");
}

TEST_F(LogTest, ABackgroundLogHasWrittenAllWhenItEnds) {
  const std::string text = written(LogFormat::kText, [] {
    {
      const BackgroundLog background;
      for (int line = 0; line < 100; ++line) log(LogLevel::kInfo, "in the background");
    }
    log(LogLevel::kInfo, "at once");
  });
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 101);
  EXPECT_THAT(text, EndsWith(" info at once\n"));
}

}  // namespace
}  // namespace flows::base
