#include "backends/backends.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stop_token>
#include <string>

#include "backends/model_call.h"
#include "base/clock.h"
#include "support/fake_clock.h"
#include "support/jumping_clock.h"
#include "support/temp_dir.h"

namespace flows::backends {
namespace {

namespace fs = std::filesystem;
using flows::testing::FakeClock;
using flows::testing::JumpingClock;
using flows::testing::model_call;
using flows::testing::TempDir;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kOneTwo = R"({"models":[{"respond":[{"text":"one"},{"text":"two"}]}]})";

std::unique_ptr<Backends> open(BackendsOptions options, base::Clock& clock, CallJournal& calls) {
  auto backends = Backends::open(std::move(options), clock, calls);
  CHECK(backends.has_value(), "the test's own document is valid");
  return *std::move(backends);
}

// Returns the completion of `backends`, or the message of the error.
std::string response_text(Backends& backends, const nodes::ModelCall& call = model_call()) {
  const auto given = backends.converse(call);
  return given ? given->text : given.error().message;
}

class BackendsFileTest : public ::testing::Test {
 protected:
  void write(std::string_view text) { std::ofstream(path_, std::ios::binary) << text; }

  TempDir dir_;
  FakeClock clock_;
  CallJournal calls_;
  fs::path path_ = dir_.path() / "backends.json";
};

TEST(Backends, WithoutADocumentModelsEcho) {
  FakeClock clock;
  CallJournal calls;
  const auto backends = open({}, clock, calls);
  EXPECT_EQ(backends->document_text(), "{}");
  const auto given = backends->converse(model_call("three little words"));
  ASSERT_TRUE(given.has_value());
  EXPECT_EQ(given->text, "three little words");
  EXPECT_EQ(given->stop_reason, "end_turn");
  EXPECT_EQ(given->input_tokens, 3);
  EXPECT_EQ(given->output_tokens, 3);
}

TEST(Backends, StrictRefusesToEcho) {
  FakeClock clock;
  CallJournal calls;
  const auto backends = open({.file = {}, .strict = true}, clock, calls);
  ASSERT_TRUE(backends->replace(R"({"models":[{"match":{"node":"Other"},"echo":true}]})"));
  const auto given = backends->converse(model_call());
  ASSERT_FALSE(given.has_value());
  EXPECT_EQ(given.error().code, base::ErrorCode::kDependencyFailed);
  EXPECT_EQ(given.error().resource_name, "Amazon Bedrock");
  EXPECT_THAT(given.error().message,
              HasSubstr("The closest is /models/0: node \"Other\" does not fit \"Ask\"."));
}

TEST(Backends, StrictServesARuleThatEchoes) {
  FakeClock clock;
  CallJournal calls;
  const auto backends = open({.file = {}, .strict = true}, clock, calls);
  ASSERT_TRUE(backends->replace(R"({"models":[{"echo":true}]})"));
  EXPECT_EQ(response_text(*backends), "Hello there");
}

TEST(Backends, ARuleMayFailTheCall) {
  FakeClock clock;
  CallJournal calls;
  const auto backends = open({}, clock, calls);
  ASSERT_TRUE(backends->replace(
      R"({"models":[{"respond":{"error":"ServiceUnavailableException","message":"away"}}]})"));
  const auto given = backends->converse(model_call());
  ASSERT_FALSE(given.has_value());
  EXPECT_EQ(given.error(),
            (base::Error{base::ErrorCode::kBadGateway, "away", {}, "Amazon Bedrock"}));
}

TEST(Backends, ReplacePutsADocumentInForce) {
  FakeClock clock;
  CallJournal calls;
  const auto backends = open({}, clock, calls);
  ASSERT_TRUE(backends->replace(kOneTwo));
  EXPECT_EQ(backends->document_text(), kOneTwo);
  EXPECT_EQ(response_text(*backends), "one");
}

TEST(Backends, ReplaceStartsCountsAnew) {
  FakeClock clock;
  CallJournal calls;
  const auto backends = open({}, clock, calls);
  ASSERT_TRUE(backends->replace(kOneTwo));
  EXPECT_EQ(response_text(*backends), "one");
  EXPECT_EQ(response_text(*backends), "two");
  ASSERT_TRUE(backends->replace(kOneTwo));
  EXPECT_EQ(response_text(*backends), "one");
}

TEST(Backends, ARefusedDocumentChangesNothing) {
  FakeClock clock;
  CallJournal calls;
  const auto backends = open({}, clock, calls);
  ASSERT_TRUE(backends->replace(kOneTwo));
  EXPECT_EQ(response_text(*backends), "one");
  const auto replaced = backends->replace(R"({"models":[{}]})");
  ASSERT_FALSE(replaced.has_value());
  EXPECT_EQ(replaced.error(),
            (base::Error{base::ErrorCode::kValidation, "/models/0: needs one of respond, echo"}));
  EXPECT_EQ(backends->document_text(), kOneTwo);
  EXPECT_EQ(response_text(*backends), "two");
}

TEST(Backends, DelaysWaitOnTheClock) {
  JumpingClock clock;
  CallJournal calls;
  const auto backends = open({}, clock, calls);
  ASSERT_TRUE(backends->replace(R"({"models":[{"delayMs":250,"respond":{"text":"late"}}]})"));
  const auto before = clock.now();
  EXPECT_EQ(response_text(*backends), "late");
  EXPECT_EQ(clock.now() - before, 250ms);
}

TEST(Backends, ADelayThatOutlastsTheRunTimesOut) {
  JumpingClock clock;
  CallJournal calls;
  const auto backends = open({}, clock, calls);
  ASSERT_TRUE(backends->replace(R"({"models":[{"delayMs":250,"echo":true}]})"));
  auto call = model_call();
  const auto before = clock.now();
  call.deadline = before + 249ms;
  const auto given = backends->converse(call);
  ASSERT_FALSE(given.has_value());
  EXPECT_EQ(given.error().code, base::ErrorCode::kDependencyFailed);
  EXPECT_EQ(given.error().resource_name, "Amazon Bedrock");
  EXPECT_THAT(given.error().message, HasSubstr("timed out"));
  EXPECT_EQ(clock.now() - before, 249ms);
}

TEST(Backends, AStopEndsTheDelay) {
  FakeClock clock;  // nobody advances it: only the stop can end the wait
  CallJournal calls;
  const auto backends = open({}, clock, calls);
  ASSERT_TRUE(backends->replace(R"({"models":[{"delayMs":250,"echo":true}]})"));
  std::stop_source stop;
  stop.request_stop();
  auto call = model_call();
  call.stop = stop.get_token();
  EXPECT_THAT(response_text(*backends, call), HasSubstr("given up"));
}

TEST_F(BackendsFileTest, OpenReadsTheFile) {
  write(kOneTwo);
  const auto backends = open({.file = path_}, clock_, calls_);
  EXPECT_EQ(backends->document_text(), kOneTwo);
}

TEST_F(BackendsFileTest, OpenRefusesAFileThatIsNotThere) {
  const auto backends = Backends::open({.file = path_}, clock_, calls_);
  ASSERT_FALSE(backends.has_value());
  EXPECT_EQ(backends.error().message, path_.string() + ": No such file or directory");
}

TEST_F(BackendsFileTest, OpenNamesFileAndPointerOfAFault) {
  write(R"({"models":[{"match":{"promptMatches":"("},"echo":true}]})");
  const auto backends = Backends::open({.file = path_}, clock_, calls_);
  ASSERT_FALSE(backends.has_value());
  EXPECT_EQ(backends.error().code, base::ErrorCode::kValidation);
  EXPECT_THAT(backends.error().message,
              StartsWith(path_.string() + ": /models/0/match/promptMatches: is not a valid"));
}

TEST_F(BackendsFileTest, AChangeOfTheFileIsInForceOnceSomebodyHasAskedForTheDocument) {
  write(kOneTwo);
  const auto backends = open({.file = path_}, clock_, calls_);
  EXPECT_EQ(response_text(*backends), "one");
  constexpr std::string_view kChanged = R"({"models":[{"respond":{"text":"changed"}}]})";
  write(kChanged);
  EXPECT_EQ(backends->document_text(), kChanged);
  EXPECT_EQ(response_text(*backends), "changed");
}

TEST_F(BackendsFileTest, AChangeOfTheFileIsSeenByCallsSoonAfterwards) {
  write(R"({"models":[{"respond":{"text":"before"}}]})");
  const auto backends = open({.file = path_}, clock_, calls_);
  EXPECT_EQ(response_text(*backends), "before");
  write(R"({"models":[{"respond":{"text":"changed"}}]})");
  const base::Stopwatch watch;
  while (response_text(*backends) == "before") ASSERT_LT(watch.elapsed(), 30s);
  EXPECT_EQ(response_text(*backends), "changed");
}

TEST_F(BackendsFileTest, AnUnchangedFileKeepsItsCounts) {
  write(kOneTwo);
  const auto backends = open({.file = path_}, clock_, calls_);
  EXPECT_EQ(response_text(*backends), "one");
  EXPECT_EQ(response_text(*backends), "two");
}

TEST_F(BackendsFileTest, ABadVersionOfTheFileIsLoggedOnceAndChangesNothing) {
  write(kOneTwo);
  const auto backends = open({.file = path_}, clock_, calls_);
  EXPECT_EQ(response_text(*backends), "one");
  ::testing::internal::CaptureStderr();
  write(R"({"models":[{}]})");
  EXPECT_EQ(backends->document_text(), kOneTwo);
  EXPECT_EQ(backends->document_text(), kOneTwo);
  EXPECT_EQ(response_text(*backends), "two");
  const std::string log = ::testing::internal::GetCapturedStderr();
  const std::string fault = "/models/0: needs one of respond, echo";
  EXPECT_THAT(log, HasSubstr(fault));
  EXPECT_EQ(log.find(fault), log.rfind(fault)) << log;
}

TEST_F(BackendsFileTest, AReplacementStaysUntilTheFileChangesAgain) {
  write(kOneTwo);
  const auto backends = open({.file = path_}, clock_, calls_);
  ASSERT_TRUE(backends->replace(R"({"models":[{"respond":{"text":"put"}}]})"));
  EXPECT_EQ(response_text(*backends), "put");
  write(R"({"models":[{"respond":{"text":"changed"}}]})");
  backends->document_text();
  EXPECT_EQ(response_text(*backends), "changed");
}

TEST_F(BackendsFileTest, AReplacementWinsOverAnEarlierChangeThatNobodySaw) {
  write(kOneTwo);
  const auto backends = open({.file = path_}, clock_, calls_);
  write(R"({"models":[{"respond":{"text":"changed"}}]})");
  ASSERT_TRUE(backends->replace(R"({"models":[{"respond":{"text":"put"}}]})"));
  EXPECT_EQ(response_text(*backends), "put");
}

}  // namespace
}  // namespace flows::backends
