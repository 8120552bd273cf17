#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/api_fixture.h"
#include "base/json.h"
#include "base/limits.h"

namespace flows::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ListFlows : public ApiFixture {
 protected:
  // The names on one page, and its token ("" on the last one).
  std::vector<std::string> page(const std::string& query, std::string& token) {
    const auto response = base::parse_json(call("GET", "/flows/" + query).body).value();
    std::vector<std::string> names;
    for (const auto& flow : response["flowSummaries"]) names.push_back(flow["name"]);
    token = response.value("nextToken", "");
    return names;
  }
};

TEST_F(ListFlows, IsEmptyAtFirst) {
  const auto response = call("GET", "/flows/");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"flowSummaries":[]})");
}

TEST_F(ListFlows, GivesWhatASummaryHas) {
  ASSERT_EQ(
      call("POST", "/flows/",
           fmt::format(R"({{"name":"one","executionRoleArn":"{}","description":"text"}})", kRole))
          .status,
      201);
  EXPECT_EQ(call("GET", "/flows/").body,
            R"({"flowSummaries":[{"arn":)"
            R"("arn:aws:bedrock:us-east-1:123456789012:flow/FLOW000001",)"
            R"("createdAt":"2026-08-01T00:00:00.000000000Z","description":"text",)"
            R"("id":"FLOW000001","name":"one","status":"NotPrepared",)"
            R"("updatedAt":"2026-08-01T00:00:00.000000000Z","version":"DRAFT"}]})");
}

TEST_F(ListFlows, PagesThroughTheLatestCreatedFirst) {
  for (int at = 0; at < 5; ++at) {
    create_flow_named(fmt::format("flow-{}", at));
    if (at % 2 == 1) clock_.advance(std::chrono::seconds(1));
  }
  std::string token;
  EXPECT_THAT(page("?maxResults=2", token), ElementsAre("flow-4", "flow-2"));
  EXPECT_THAT(page("?maxResults=2&nextToken=" + token, token), ElementsAre("flow-3", "flow-0"));
  EXPECT_THAT(page("?maxResults=2&nextToken=" + token, token), ElementsAre("flow-1"));
  EXPECT_EQ(token, "");
  EXPECT_EQ(page("?maxResults=5", token).size(), 5U);
  EXPECT_EQ(token, "");
}

TEST_F(ListFlows, HasTenOnAPageUnlessToldOtherwise) {
  constexpr int kFlows = base::limits::kPageSizeDefault + 1;
  for (int at = 0; at < kFlows; ++at) create_flow_named(fmt::format("flow-{}", at));
  std::string token;
  EXPECT_EQ(page("", token).size(), 10U);
  EXPECT_EQ(page("?nextToken=" + token, token).size(), 1U);
}

TEST_F(ListFlows, RefusesAPageSizeOutOfRange) {
  EXPECT_EQ(call("GET", "/flows/?maxResults=0").status, 400);
  EXPECT_EQ(call("GET", "/flows/?maxResults=1001").status, 400);
  EXPECT_EQ(call("GET", "/flows/?maxResults=1000").status, 200);
}

TEST_F(ListFlows, RefusesTheTokenOfAnotherList) {
  create_flow_named("one");
  create_flow_named("two");
  std::string token;
  page("?maxResults=1", token);
  ASSERT_NE(token, "");
  EXPECT_THAT(summary(call("GET", "/flows/FLOW000001/aliases?nextToken=" + token)),
              HasSubstr("400 ValidationException"));
  EXPECT_THAT(summary(call("GET", "/flows/?nextToken=nonsense")),
              HasSubstr("400 ValidationException"));
  caller_.region = "eu-west-1";
  EXPECT_THAT(summary(call("GET", "/flows/?nextToken=" + token)),
              HasSubstr("400 ValidationException"));
}

}  // namespace
}  // namespace flows::api
