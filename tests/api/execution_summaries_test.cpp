#include "api/execution_summaries.h"

#include <gtest/gtest.h>

#include <string>

#include "base/json.h"
#include "wire/page_token.h"

namespace flows::api {
namespace {

using base::Json;

const base::Caller kCaller{.account = "123456789012", .region = "us-east-1"};

store::ListedExecution execution(std::string_view name, std::string_view alias = "ALIAS00001",
                                 std::string_view status = "Succeeded") {
  return {.id = 7,
          .alias_id = alias,
          .name = name,
          .version = "1",
          .status = status,
          .started_at = base::TimePoint(std::chrono::seconds(1)),
          .ended_at = base::TimePoint(std::chrono::seconds(2))};
}

std::string arn(const std::string& alias, const std::string& name) {
  return "arn:aws:bedrock:us-east-1:123456789012:flow/FLOW000001/alias/" + alias + "/execution/" +
         name;
}

TEST(ExecutionSummaries, SayOfEachWhatIsItsOwn) {
  ExecutionSummaries summaries(kCaller, "FLOW000001", 10);
  summaries.add(execution("one"));
  summaries.add(execution("two"));
  summaries.add(execution("three", "ALIAS00002"));
  summaries.add(execution("four", "ALIAS00002", "Failed"));
  auto running = execution("five", "ALIAS00001", "Running");
  running.ended_at.reset();
  summaries.add(running);
  const Json response = Json::parse(summaries.response(Page{}));
  const Json& list = response.at("flowExecutionSummaries");
  ASSERT_EQ(list.size(), 5U);
  EXPECT_EQ(list[0].at("executionArn"), arn("ALIAS00001", "one"));
  EXPECT_EQ(list[1].at("executionArn"), arn("ALIAS00001", "two"));
  EXPECT_EQ(list[2].at("executionArn"), arn("ALIAS00002", "three"));
  EXPECT_EQ(list[2].at("flowAliasIdentifier"), "ALIAS00002");
  EXPECT_EQ(list[2].at("status"), "Succeeded");
  EXPECT_EQ(list[3].at("executionArn"), arn("ALIAS00002", "four"));
  EXPECT_EQ(list[3].at("status"), "Failed");
  EXPECT_EQ(list[4].at("flowIdentifier"), "FLOW000001");
  EXPECT_EQ(list[4].at("flowVersion"), "1");
  EXPECT_TRUE(list[3].contains("endedAt"));
  EXPECT_FALSE(list[4].contains("endedAt"));
  EXPECT_FALSE(response.contains("nextToken"));
}

// Texts that AWS's constraints forbid may occur in an imported state.
TEST(ExecutionSummaries, EscapeWhatWasImported) {
  ExecutionSummaries summaries(kCaller, "FLOW000001", 10);
  summaries.add(execution("a\"name", "an\\alias", "a\nstatus"));
  const Json list = Json::parse(summaries.response(Page{})).at("flowExecutionSummaries");
  EXPECT_EQ(list[0].at("executionArn"), arn("an\\alias", "a\"name"));
  EXPECT_EQ(list[0].at("flowAliasIdentifier"), "an\\alias");
  EXPECT_EQ(list[0].at("status"), "a\nstatus");
}

TEST(ExecutionSummaries, MaySayNothingOfTheFirst) {
  ExecutionSummaries summaries(kCaller, "FLOW000001", 10);
  auto nothing = execution("", "", "");
  nothing.version = "";
  summaries.add(nothing);
  const Json list = Json::parse(summaries.response(Page{})).at("flowExecutionSummaries");
  EXPECT_EQ(list[0].at("executionArn"), arn("", ""));
  EXPECT_EQ(list[0].at("status"), "");
}

TEST(ExecutionSummaries, SayWhereTheNextPageGoesOn) {
  ExecutionSummaries summaries(kCaller, "FLOW000001", 1);
  summaries.add(execution("one"));
  summaries.add(execution("two"));
  const Json response = Json::parse(summaries.response(Page{}));
  EXPECT_EQ(response.at("flowExecutionSummaries").size(), 1U);
  const std::string token = response.at("nextToken").get<std::string>();
  EXPECT_EQ(wire::decode_page_token("", token).value(), std::vector<std::string>{"7"});
}

}  // namespace
}  // namespace flows::api
