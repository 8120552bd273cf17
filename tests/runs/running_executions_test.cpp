#include "runs/running_executions.h"

#include <gtest/gtest.h>

namespace flows::runs {
namespace {

ExecutionKey key(std::string execution, std::string region = "us-east-1") {
  return {
      .caller = {.account = "123456789012", .region = std::move(region)},
      .execution = {
          .flow_id = "FLOW000001", .alias_id = "TSTALIASID", .execution_id = std::move(execution)}};
}

TEST(RunningExecutions, OneRunAtATimeHasAnExecutionId) {
  RunningExecutions executions;
  {
    auto first = executions.claim(key("run"));
    ASSERT_TRUE(first);
    const auto second = executions.claim(key("run"));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, base::ErrorCode::kConflict);
    EXPECT_TRUE(executions.claim(key("other")));
    EXPECT_TRUE(executions.claim(key("run", "eu-west-1")));
  }
  EXPECT_TRUE(executions.claim(key("run")));
}

TEST(RunningExecutions, AClaimIsReleasedOnceAndGoesWithItsOwner) {
  RunningExecutions executions;
  auto first = executions.claim(key("run"));
  ASSERT_TRUE(first);
  first->release();
  auto second = executions.claim(key("run"));
  ASSERT_TRUE(second);
  first->release();  // has no claim any more
  EXPECT_FALSE(executions.claim(key("run")));
  {
    const RunningExecutions::Claim moved = *std::move(second);
    EXPECT_FALSE(executions.claim(key("run")));
  }
  EXPECT_TRUE(executions.claim(key("run")));
}

}  // namespace
}  // namespace flows::runs
