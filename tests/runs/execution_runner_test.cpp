#include "runs/execution_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <semaphore>

#include "model/event_json.h"
#include "store/execution_fixture.h"
#include "store/failing_vfs.h"
#include "support/echo_model.h"
#include "support/sequential_ids.h"
#include "support/temp_dir.h"
#include "support/wait.h"

namespace flows::runs {
namespace {

using base::Result;
using ::testing::ElementsAre;
using namespace std::chrono_literals;

constexpr const char* kDefinition = R"({"nodes":[
  {"name":"Start","type":"Input","outputs":[{"name":"document","type":"String"}]},
  {"name":"Ask","type":"LambdaFunction",
   "configuration":{"lambdaFunction":{"lambdaArn":
     "arn:aws:lambda:us-east-1:123456789012:function:f"}},
   "inputs":[{"name":"it","type":"String","expression":"$.data"}],
   "outputs":[{"name":"functionResponse","type":"Object"}]},
  {"name":"End","type":"Output","inputs":[{"name":"document","type":"Object",
     "expression":"$.data"}]}],
 "connections":[
  {"name":"AA","type":"Data","source":"Start","target":"Ask",
   "configuration":{"data":{"sourceOutput":"document","targetInput":"it"}}},
  {"name":"BB","type":"Data","source":"Ask","target":"End",
   "configuration":{"data":{"sourceOutput":"functionResponse","targetInput":"document"}}}]})";

// Answers when it is told to, or when nobody waits for it any more.
class SlowFunction final : public nodes::FunctionClient {
 public:
  Result<base::Json> invoke(const nodes::FunctionCall& call) override {
    ++calls;
    asked.release();
    const std::stop_callback left(call.stop, [this] { answers.release(); });
    testing::await(answers, "leave to answer");
    if (call.stop.stop_requested()) return base::Error{base::ErrorCode::kDependencyFailed, "left"};
    return base::Json{{"said", call.event["node"]["inputs"][0]["value"]}};
  }

  std::atomic<int> calls = 0;
  std::counting_semaphore<> asked{0};
  std::counting_semaphore<> answers{0};
};

TEST(ExecutionOptions, AreTheLimitsOfTheHouseUnlessGiven) {
  EXPECT_EQ(ExecutionOptions().timeout, base::limits::kExecutionTimeout);
  EXPECT_EQ(ExecutionOptions().running_per_account, base::limits::kRunningExecutionsMax);
  EXPECT_EQ(ExecutionOptions().threads_max, base::limits::kRunningFlowsMax);
}

class ExecutionRunnerTest : public ::testing::Test, public store::ExecutionFixture {
 protected:
  std::int64_t start(const std::string& name) {
    const model::FlowEvent input{
        .kind = model::FlowEventKind::kFlowInput,
        .time = clock.now(),
        .node = "Start",
        .fields = {{.name = "document", .content = name, .type = model::IoType::kString}}};
    return db
        ->write([&](store::WriteTxn& txn) {
          return store::start_execution(txn, caller,
                                        {.name = named(name),
                                         .snapshot = {.version = "DRAFT",
                                                      .revision = 5,
                                                      .execution_role_arn = "role",
                                                      .definition_json = kDefinition}},
                                        model::to_json_text(input), 100, clock.now());
        })
        .value();
  }

  std::string ended(const std::string& name) {
    testing::wait_until([&] { return find_named(name)->status != "Running"; },
                        "the end of the execution");
    return find_named(name)->status;
  }

  std::vector<std::string> kinds(std::int64_t id, std::string_view list) {
    std::vector<std::string> found;
    for (const std::string& event : events(id, list)) {
      found.push_back(base::parse_json(event).value()["kind"]);
    }
    return found;
  }

  testing::SequentialIds ids_;
  testing::EchoModel model_;
  testing::EchoServices echoes_;
  SlowFunction function_;
  nodes::Clients clients_{model_, function_, echoes_, echoes_, echoes_, echoes_, echoes_, echoes_};
  RunManager runs_{{.flow_timeout = 1h}, clients_, clock, ids_};
  std::unique_ptr<ExecutionRunner> runner_ =
      std::make_unique<ExecutionRunner>(ExecutionOptions{}, runs_, *db, clock);
};

TEST_F(ExecutionRunnerTest, WhatIsSubmittedRunsToItsEnd) {
  const std::int64_t id = start("a");
  runner_->submit(id);
  function_.answers.release();
  EXPECT_EQ(ended("a"), "Succeeded");
  EXPECT_EQ(function_.calls, 1);
  EXPECT_EQ(kinds(id, store::kFlowEvents).size(), 2U);
}

TEST_F(ExecutionRunnerTest, WhatIsCutOffGoesOnWithTheNextRunner) {
  const std::int64_t id = start("a");
  runner_->submit(id);
  testing::await(function_.asked, "the call of the function");
  runner_.reset();
  EXPECT_EQ(find_named("a")->status, "Running");
  const auto before = events(id, store::kNodeEvents);
  runner_ = std::make_unique<ExecutionRunner>(ExecutionOptions{}, runs_, *db, clock);
  ASSERT_TRUE(runner_->recover_all());
  function_.answers.release();
  EXPECT_EQ(ended("a"), "Succeeded");
  // The node that was asking has asked again; what was written before has not changed.
  EXPECT_EQ(function_.calls, 2);
  const auto after = events(id, store::kNodeEvents);
  ASSERT_GE(after.size(), before.size());
  EXPECT_TRUE(std::equal(before.begin(), before.end(), after.begin()));
}

TEST_F(ExecutionRunnerTest, WhatHasEndedElsewhereIsStoppedAndStaysAsItIs) {
  const std::int64_t id = start("a");
  runner_->submit(id);
  testing::await(function_.asked, "the call of the function");
  end(id, model::kExecutionAborted);
  const auto before = events(id, store::kNodeEvents);
  runner_->stop(id);
  runner_.reset();
  EXPECT_EQ(find_named("a")->status, "Aborted");
  EXPECT_EQ(events(id, store::kNodeEvents), before);
}

// What another program may do to the rows of a running execution, and what the user reads then.
struct Damage {
  void (*change)(store::WriteTxn& txn);
  const char* reason;
};

constexpr Damage kDamages[] = {
    {[](store::WriteTxn& txn) { txn.apply("UPDATE snapshot SET definition_json = 'x'"); },
     "is not valid JSON"},
    {[](store::WriteTxn& txn) { txn.apply("UPDATE snapshot SET definition_json = ''"); },
     "its definition is missing in the table snapshot"},
    {[](store::WriteTxn& txn) { txn.apply("UPDATE snapshot SET definition_json = '{}'"); },
     "stored definition of the flow cannot be used"},
    {[](store::WriteTxn& txn) {
       txn.apply(
           "UPDATE snapshot SET definition_json = replace(definition_json, 'LambdaFunction',"
           " 'Teleporter')");
     },
     "stored definition of the flow cannot be used"},
    {[](store::WriteTxn& txn) { txn.apply("DELETE FROM snapshot"); },
     "its definition is missing in the table snapshot"},
    {[](store::WriteTxn& txn) { txn.apply("UPDATE event_batch SET events = ''"); }, "is empty"},
    {[](store::WriteTxn& txn) { txn.apply("DELETE FROM event_batch"); }, "the history is empty"},
    {[](store::WriteTxn& txn) {
       txn.apply("UPDATE event_batch SET events = substr(events, 1, length(events) / 2)");
     },
     "is cut"},
    {[](store::WriteTxn& txn) {
       txn.apply("UPDATE event_batch SET events = substr(events, 1, 20) || char(10)");
     },
     "is not valid JSON"},
    {[](store::WriteTxn& txn) {
       txn.apply("UPDATE event_batch SET events = replace(events, 'flowInput', 'nodeInput')");
     },
     "event 1: a run begins with the input of its flow"},
    {[](store::WriteTxn& txn) {
       txn.apply("UPDATE event_batch SET events = replace(events, 'String', 'Number')");
     },
     "event 1: a run begins with the input of its flow"},
    {[](store::WriteTxn& txn) { txn.apply("UPDATE execution SET concurrency_json = '[]'"); },
     "concurrencyConfiguration"},
};

TEST_F(ExecutionRunnerTest, WhatIsDamagedFailsAloneAndSaysWhy) {
  int number = 0;
  for (const Damage& damage : kDamages) {
    const std::string name = "damaged" + std::to_string(++number);
    const std::int64_t id = start(name);
    ASSERT_TRUE(db->write([&](store::WriteTxn& txn) -> Result<void> {
      damage.change(txn);
      return {};
    }));
    ASSERT_TRUE(runner_->recover_all());
    EXPECT_EQ(ended(name), "Failed") << damage.reason;
    const auto errors = base::parse_json(find_named(name)->errors_json.value());
    EXPECT_THAT(errors->at(0)["message"], ::testing::HasSubstr(damage.reason));
    EXPECT_FALSE(errors->at(0).contains("error"));  // AWS has no word for it
    EXPECT_EQ(find_named(name)->id, id);            // its row is there
    ASSERT_TRUE(db->write([&](store::WriteTxn& txn) -> Result<void> {
      txn.apply("DELETE FROM snapshot");
      return {};
    }));
    runner_->submit(start("whole" + std::to_string(number)));
    function_.answers.release();
    EXPECT_EQ(ended("whole" + std::to_string(number)), "Succeeded");
  }
}

TEST_F(ExecutionRunnerTest, ItsTimeOutIsThatOfTheClock) {
  runner_->submit(start("a"));
  testing::await(function_.asked, "the call of the function");
  clock.advance(24h);
  function_.answers.release();
  EXPECT_EQ(ended("a"), "TimedOut");
  EXPECT_NE(find_named("a")->errors_json, std::nullopt);
}

// Its end cannot be written at first: it is tried again until it can.
TEST_F(ExecutionRunnerTest, ADiskThatFailsForAWhileLosesNothing) {
  runner_.reset();
  db.reset();
  store::FailingVfs disk;
  const testing::TempDir folder;
  db = store::Database::open({.file = folder.file("state.db")}).value();
  ASSERT_TRUE(create("FLOW000001", "one"));
  runner_ = std::make_unique<ExecutionRunner>(ExecutionOptions{}, runs_, *db, clock);
  const std::int64_t id = start("a");
  runner_->submit(id);
  testing::await(function_.asked, "the call of the function");
  const auto before = events(id, store::kNodeEvents);
  disk.fail(store::DiskFault::kFull, 1, store::Lasting::kFromThenOn);
  function_.answers.release(2);
  testing::wait_until([&] { return disk.has_failed(); }, "a write that fails");
  EXPECT_EQ(find_named("a")->status, "Running");
  disk.heal();
  EXPECT_EQ(ended("a"), "Succeeded");
  // At least once: the answer that could not be kept was asked for again.
  EXPECT_EQ(function_.calls, 2);
  const auto after = events(id, store::kNodeEvents);
  EXPECT_TRUE(std::equal(before.begin(), before.end(), after.begin()));
  runner_.reset();
  db.reset();
}

TEST_F(ExecutionRunnerTest, NothingRunsWhileTheStateIsReplaced) {
  const std::int64_t id = start("a");
  runner_->submit(id);
  testing::await(function_.asked, "the call of the function");
  const int calls_before = function_.calls;
  ASSERT_TRUE(runner_->while_none_runs([&]() -> Result<void> {
    // Not even what is submitted meanwhile.
    runner_->submit(start("b"));
    EXPECT_EQ(find_named("a")->status, "Running");
    EXPECT_EQ(function_.calls, calls_before);
    return {};
  }));
  function_.answers.release(2);
  EXPECT_EQ(ended("a"), "Succeeded");
  EXPECT_EQ(ended("b"), "Succeeded");
  EXPECT_EQ(function_.calls, 3);
}

TEST_F(ExecutionRunnerTest, AChangeThatFailsLeavesEverythingRunning) {
  runner_->submit(start("a"));
  testing::await(function_.asked, "the call of the function");
  EXPECT_FALSE(runner_->while_none_runs([]() -> Result<void> {
    return base::Error{base::ErrorCode::kValidation, "no"};
  }));
  function_.answers.release();
  EXPECT_EQ(ended("a"), "Succeeded");
}

}  // namespace
}  // namespace flows::runs
