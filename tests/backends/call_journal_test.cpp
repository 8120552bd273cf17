#include "backends/call_journal.h"

#include <gtest/gtest.h>

#include <string>

#include "backends/backends.h"
#include "backends/model_call.h"
#include "base/limits.h"
#include "support/fake_clock.h"

namespace flows::backends {
namespace {

namespace limits = base::limits;
using base::Json;
using flows::testing::FakeClock;
using flows::testing::model_call;

class CallJournalTest : public ::testing::Test {
 protected:
  void add(std::string node, std::size_t bytes = 0) {
    journal_.add({.time = clock_.now(),
                  .kind = "code",
                  .operation = "Run",
                  .run = {},
                  .node = std::move(node),
                  .served_by = {},
                  .request = std::string(bytes, ' '),
                  .response = {}});
  }

  FakeClock clock_;
  CallJournal journal_;
};

TEST_F(CallJournalTest, TheOldestGoWhenThereAreTooMany) {
  for (std::size_t at = 0; at <= limits::kCallJournalEntriesMax; ++at) add(std::to_string(at));
  const auto entries = journal_.entries();
  ASSERT_EQ(entries.size(), limits::kCallJournalEntriesMax);
  EXPECT_EQ(entries.front()->node, std::to_string(limits::kCallJournalEntriesMax));
  EXPECT_EQ(entries.back()->node, "1");
}

TEST_F(CallJournalTest, TheOldestGoWhenTheyAreTooLong) {
  constexpr std::size_t kFull = limits::kCallJournalBytesMax / limits::kCallTextBytesMax;
  for (std::size_t at = 0; at < kFull; ++at) add(std::to_string(at), limits::kCallTextBytesMax);
  EXPECT_EQ(journal_.entries().size(), kFull);
  add("one byte", 1);
  EXPECT_EQ(journal_.entries().size(), kFull);
  EXPECT_EQ(journal_.entries().back()->node, "1");
  journal_.clear();
  add("again", limits::kCallJournalBytesMax);
  EXPECT_EQ(journal_.entries().size(), 1U);
}

TEST_F(CallJournalTest, OfWhatIsTooLongOnlyTheLengthIsKept) {
  const std::string text(limits::kCallTextBytesMax, 'x');
  JournaledCall(journal_, clock_, "code", "Run", {}, Json(text)).succeeded(Json(text.substr(2)));
  const auto entries = journal_.entries();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0]->request, R"({"omittedBytes":1048578})");  // with its quotes
  EXPECT_EQ(entries[0]->response.size(), limits::kCallTextBytesMax);
}

TEST_F(CallJournalTest, BackendsSayWhatServedEachCall) {
  const auto backends = *Backends::open({}, clock_, journal_);
  ASSERT_TRUE(backends->replace(R"({
    "models": [{"match": {"node": "Never"}, "echo": true},
               {"respond": {"text": "hi", "usage": {"outputTokens": 7}}, "times": 1},
               {"respond": {"error": "ThrottlingException", "message": "slow"}, "times": 1}],
    "guardrails": [{"blocks": "secret", "message": "No."}]})"));
  auto call = model_call("a secret");
  call.run.execution_id = "run-1";
  call.guardrail_id = "any";
  call.messages = {{{"role", "user"}, {"content", {{{"text", "a secret"}}}}}};
  EXPECT_EQ(backends->converse(call)->text, "No.");
  EXPECT_EQ(backends->converse(model_call())->text, "hi");
  EXPECT_FALSE(backends->converse(model_call()));
  EXPECT_EQ(backends->converse(model_call("echoed"))->text, "echoed");
  nodes::FunctionCall function{{.node = "Price", .deadline = base::TimePoint::max()}};
  function.function = "price";
  function.event = {{"a", 1}};
  EXPECT_FALSE(backends->invoke(function));

  const auto entries = journal_.entries();
  ASSERT_EQ(entries.size(), 5U);
  EXPECT_EQ(entries[4]->served_by, "/guardrails/0");
  EXPECT_EQ(entries[4]->run.execution_id, "run-1");
  EXPECT_EQ(Json::parse(entries[4]->request)["guardrailConfig"],
            Json({{"guardrailIdentifier", "any"}}));
  EXPECT_EQ(entries[3]->served_by, "/models/1");
  EXPECT_EQ(entries[3]->response,
            R"({"text":"hi","stopReason":"end_turn","usage":{"inputTokens":2,"outputTokens":7}})");
  EXPECT_EQ(entries[2]->served_by, "/models/2");
  EXPECT_EQ(entries[2]->error->code, base::ErrorCode::kThrottling);
  EXPECT_EQ(entries[1]->served_by, "echo");
  EXPECT_EQ(entries[0]->served_by, "");
  EXPECT_EQ(entries[0]->kind, "lambda");
  EXPECT_EQ(entries[0]->request, R"({"function":"price","payload":{"a":1}})");
  EXPECT_EQ(entries[0]->error->code, base::ErrorCode::kDependencyFailed);
}

}  // namespace
}  // namespace flows::backends
