#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/api_fixture.h"

namespace flows::api {
namespace {

using ::testing::HasSubstr;

class UpdateFlow : public ApiFixture {
 protected:
  wire::Response update(const std::string& id, const std::string& name,
                        const std::string& more = "") {
    return call("PUT", "/flows/" + id + "/",
                fmt::format(R"({{"name":"{}","executionRoleArn":"{}"{}}})", name, kRole, more));
  }
};

TEST_F(UpdateFlow, ReplacesTheDraftWhole) {
  create_flow_named("one");
  prepare("FLOW000001");
  clock_.advance(std::chrono::milliseconds(1500));
  const auto response = update("FLOW000001", "two");
  EXPECT_EQ(response.status, 200);
  const std::string expected =
      R"({"arn":"arn:aws:bedrock:us-east-1:123456789012:flow/FLOW000001",)"
      R"("createdAt":"2026-08-01T00:00:00.000000000Z",)"
      R"("executionRoleArn":"arn:aws:iam::123456789012:role/r","id":"FLOW000001","name":"two",)"
      R"("status":"NotPrepared","updatedAt":"2026-08-01T00:00:01.500000000Z","version":"DRAFT"})";
  EXPECT_EQ(response.body, expected);
  EXPECT_EQ(call("GET", "/flows/FLOW000001/").body, expected);
}

TEST_F(UpdateFlow, NeedsAFlowAndAFreeName) {
  create_flow_named("one");
  create_flow_named("two");
  EXPECT_EQ(summary(update("FLOW000009", "nine")), kNotFound);
  EXPECT_EQ(update("FLOW000001", "two").status, 409);
  EXPECT_EQ(update("FLOW000001", "one").status, 200);
}

TEST_F(UpdateFlow, AFaultyDefinitionIsAValidationException) {
  create_flow_named("one");
  const auto response = update("FLOW000001", "one",
                               R"(,"definition":{"nodes":[{"name":"In","type":"Input",)"
                               R"("configuration":{"output":{}}}]})");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("definition.nodes.1.member.configuration"));
}

}  // namespace
}  // namespace flows::api
