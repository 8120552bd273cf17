#include "api/flow_targets.h"

#include <fmt/format.h>

#include "api/api_fixture.h"
#include "api/handlers.h"

namespace flows::api {
namespace {

class FlowTargetsTest : public ApiFixture {
 protected:
  void SetUp() override {
    create_flow_named("one");
    prepare("FLOW000001");
  }

  FlowTargetPointer find() {
    auto found = targets_.find(caller_, "FLOW000001", "TSTALIASID");
    return found ? *found : nullptr;
  }

  FlowTargetPointer find_on_io_thread() {
    return targets_.find_on_io_thread(caller_, "FLOW000001", "TSTALIASID");
  }

  // Whether the operation serves that call on the I/O thread.
  bool is_served_on_io_thread(const std::string& target, std::string body = kInvocation,
                              std::string method = "POST") {
    const wire::Request request{
        .method = std::move(method), .target = target, .headers = {}, .body = std::move(body)};
    const auto found = route(request, *wire::parse_target(request.target));
    const auto read = read_request(*found, request, caller_);
    EXPECT_TRUE(read) << read.error().message;
    return !std::holds_alternative<MayBlock>(found->row->on_io_thread(*read, services_));
  }

  inline static const std::string kInputs =
      R"("inputs":[{"nodeName":"In","nodeOutputName":"document","content":{"document":"x"}}])";
  inline static const std::string kInvocation = "{" + kInputs + "}";
};

TEST_F(FlowTargetsTest, AreKeptUntilSomethingIsCommitted) {
  const auto first = find();
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->found.version, "DRAFT");
  EXPECT_EQ(find(), first);
  EXPECT_EQ(find_on_io_thread(), first);
  create_flow_named("two");
  const auto second = find();
  EXPECT_NE(second, first);
  EXPECT_EQ(second->flow, first->flow);  // is compiled once, whatever else is committed
}

TEST_F(FlowTargetsTest, AreForgottenTogetherBeyondALimit) {
  constexpr std::size_t kFlows = base::limits::kFlowTargetsMax;
  services_.quotas.flows_per_account = kFlows + 1;
  const auto id = [](std::size_t number) { return fmt::format("FLOW{:06}", number); };
  for (std::size_t number = 2; number <= kFlows + 1; ++number) {
    create_flow_named(id(number));
    prepare(id(number));
  }
  const auto find_target = [&](std::size_t number) {
    return targets_.find(caller_, id(number), "TSTALIASID").value();
  };
  const auto first = find();
  for (std::size_t number = 2; number <= kFlows; ++number) find_target(number);
  EXPECT_EQ(find(), first);
  find_target(kFlows + 1);
  EXPECT_NE(find(), first);
}

TEST_F(FlowTargetsTest, FollowTheDraftAsItIsPrepared) {
  const auto first = find();
  auto changed = kSmallest;
  changed.replace(changed.find("InToOut"), 7, "Renamed");
  ASSERT_EQ(call("PUT", "/flows/FLOW000001/",
                 R"({"name":"one","executionRoleArn":")" + std::string(kRole) +
                     R"(","definition":)" + changed + "}")
                .status,
            200);
  EXPECT_EQ(find(), nullptr);
  EXPECT_EQ(find_on_io_thread(), nullptr);
  FlowTargets stale_targets(*db_, runs_, store::StaleDraft::kRun);
  EXPECT_EQ(stale_targets.find(caller_, "FLOW000001", "TSTALIASID").value()->flow, first->flow);
  prepare("FLOW000001");
  EXPECT_NE(find()->flow, first->flow);
}

TEST_F(FlowTargetsTest, AreOfOneCaller) {
  ASSERT_NE(find(), nullptr);
  const base::Caller other{.account = "210987654321", .region = "us-east-1"};
  const auto found = targets_.find(other, "FLOW000001", "TSTALIASID");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, base::ErrorCode::kResourceNotFound);
  EXPECT_EQ(targets_.find_on_io_thread(other, "FLOW000001", "TSTALIASID"), nullptr);
}

TEST_F(FlowTargetsTest, AreNotCompiledOnTheIoThread) {
  EXPECT_EQ(find_on_io_thread(), nullptr);
  ASSERT_NE(find(), nullptr);
  EXPECT_NE(find_on_io_thread(), nullptr);
  create_flow_named("two");
  EXPECT_NE(find_on_io_thread(), nullptr);  // found anew, compiled before
}

TEST_F(FlowTargetsTest, FlowsThatAreCompiledRunOnTheIoThread) {
  const std::string target = "/flows/FLOW000001/aliases/TSTALIASID";
  EXPECT_FALSE(is_served_on_io_thread(target));
  EXPECT_FALSE(is_served_on_io_thread(target + "/executions"));
  ASSERT_NE(find(), nullptr);
  EXPECT_TRUE(is_served_on_io_thread(target));
  EXPECT_TRUE(is_served_on_io_thread(target + "/executions"));
  EXPECT_TRUE(
      is_served_on_io_thread("/flows/arn:aws:bedrock:us-east-1:123456789012:flow%2FFLOW000001"
                             "/aliases/TSTALIASID"));
  EXPECT_FALSE(is_served_on_io_thread("/flows/FLOW000001/aliases/ABCDEFGHIJ"));
}

// The conversation may belong to an older flow, which only the database knows.
TEST_F(FlowTargetsTest, ACallThatNamesAnExecutionIsLeftToAPool) {
  ASSERT_NE(find(), nullptr);
  const std::string target = "/flows/FLOW000001/aliases/TSTALIASID";
  EXPECT_FALSE(is_served_on_io_thread(target, R"({"executionId":"waits",)" + kInputs + "}"));
  EXPECT_FALSE(is_served_on_io_thread(target, R"({"execution\u0049d":"waits",)" + kInputs + "}"));
}

// A few executions of one alias may be hidden among a million others.

}  // namespace
}  // namespace flows::api
