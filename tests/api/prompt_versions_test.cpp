#include <gmock/gmock.h>

#include "api/api_fixture.h"

namespace flows::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PromptVersions : public ApiFixture {
 protected:
  void SetUp() override {
    ASSERT_EQ(call("POST", "/prompts/", R"({"name":"one","description":"of the draft"})").status,
              201);
  }

  wire::Response create(const std::string& body = {}) {
    return call("POST", "/prompts/PROMPT0001/versions", body);
  }

  inline static const std::string kArn =
      "arn:aws:bedrock:us-east-1:123456789012:prompt%2FPROMPT0001";
};

TEST_F(PromptVersions, CreatingOneReturnsTheSnapshot) {
  clock_.advance(std::chrono::seconds(1));
  const auto response = create(R"({"description":"text","tags":{"a":"1"}})");
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body,
            R"({"arn":"arn:aws:bedrock:us-east-1:123456789012:prompt/PROMPT0001:1",)"
            R"("createdAt":"2026-08-01T00:00:01.000000000Z","description":"text",)"
            R"("id":"PROMPT0001","name":"one","updatedAt":"2026-08-01T00:00:01.000000000Z",)"
            R"("version":"1"})");
  EXPECT_EQ(call("GET", "/prompts/PROMPT0001/?promptVersion=1").body, response.body);
  EXPECT_EQ(call("GET", "/tags/" + kArn + ":1").body, R"({"tags":{"a":"1"}})");
  EXPECT_EQ(summary(call("POST", "/prompts/PROMPT0009/versions")), kNotFound);
}

TEST_F(PromptVersions, ARepeatedTokenMakesNoSecondOne) {
  const std::string body = R"({"clientToken":"0123456789012345678901234567890123456789"})";
  const auto first = create(body);
  EXPECT_EQ(create(body).body, first.body);
  EXPECT_EQ(summary(call("GET", "/prompts/PROMPT0001/?promptVersion=2")), kNotFound);
}

TEST_F(PromptVersions, AnArnMayNameOne) {
  ASSERT_EQ(create().status, 201);
  EXPECT_THAT(call("GET", "/prompts/" + kArn + "/").body, HasSubstr(R"("version":"DRAFT")"));
  EXPECT_THAT(call("GET", "/prompts/" + kArn + ":1/").body, HasSubstr(R"("version":"1")"));
  EXPECT_THAT(call("GET", "/prompts/" + kArn + ":1/?promptVersion=1").body,
              HasSubstr(R"("version":"1")"));
  EXPECT_EQ(summary(call("GET", "/prompts/" + kArn + ":2/")), kNotFound);
  EXPECT_EQ(call("GET", "/prompts/PROMPT0001:1/").status, 400);
}

TEST_F(PromptVersions, DoNotChange) {
  ASSERT_EQ(create().status, 201);
  EXPECT_EQ(summary(call("PUT", "/prompts/" + kArn + ":1/", R"({"name":"two"})")),
            "400 ValidationException "
            R"({"message":"Couldn't perform UpdatePrompt operation. The identifier names version )"
            R"(1 of a prompt, and versions don't change: leave the version out."})");
  EXPECT_EQ(call("POST", "/prompts/" + kArn + ":1/versions").status, 400);
  EXPECT_EQ(call("POST", "/prompts/" + kArn + "/versions").status, 201);
}

TEST_F(PromptVersions, AreNamedInOneWayOnly) {
  ASSERT_EQ(create().status, 201);
  ASSERT_EQ(create().status, 201);
  const std::string refusal =
      "400 ValidationException "
      R"({"message":"The identifier names version 1 of the prompt, promptVersion is 2."})";
  EXPECT_EQ(summary(call("GET", "/prompts/" + kArn + ":1/?promptVersion=2")), refusal);
  EXPECT_EQ(summary(call("DELETE", "/prompts/" + kArn + ":1/?promptVersion=2")), refusal);
  EXPECT_EQ(call("GET", "/prompts/PROMPT0001/?promptVersion=2").status, 200);
}

TEST_F(PromptVersions, AreDeletedOneByOne) {
  ASSERT_EQ(create().status, 201);
  ASSERT_EQ(create().status, 201);
  const auto response = call("DELETE", "/prompts/PROMPT0001/?promptVersion=1");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"id":"PROMPT0001","version":"1"})");
  EXPECT_EQ(summary(call("DELETE", "/prompts/PROMPT0001/?promptVersion=1")), kNotFound);
  EXPECT_EQ(call("DELETE", "/prompts/" + kArn + ":2/").body,
            R"({"id":"PROMPT0001","version":"2"})");
  EXPECT_EQ(call("GET", "/prompts/PROMPT0001/").status, 200);
  EXPECT_EQ(call("DELETE", "/prompts/PROMPT0001/?promptVersion=DRAFT").status, 400);
}

TEST_F(PromptVersions, AreListedBehindTheDraftFromTheHighestDown) {
  ASSERT_EQ(create().status, 201);
  ASSERT_EQ(create().status, 201);
  std::vector<std::string> versions;
  std::string query = "?promptIdentifier=PROMPT0001&maxResults=1";
  for (int at = 0; at < 3; ++at) {
    const auto page = base::parse_json(call("GET", "/prompts/" + query).body).value();
    for (const auto& row : page["promptSummaries"]) versions.push_back(row["version"]);
    query = "?promptIdentifier=PROMPT0001&maxResults=1&nextToken=" + page.value("nextToken", "end");
  }
  EXPECT_THAT(versions, ElementsAre("DRAFT", "2", "1"));
  EXPECT_THAT(query, HasSubstr("=end"));
  EXPECT_EQ(summary(call("GET", "/prompts/?promptIdentifier=PROMPT0009")), kNotFound);
}

}  // namespace
}  // namespace flows::api
