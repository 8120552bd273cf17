#include "api/api_fixture.h"

namespace flows::api {
namespace {

using DeleteFlow = ApiFixture;

TEST_F(DeleteFlow, ReturnsTheIdentifierAndASecondTimeNotFound) {
  create_flow_named("one");
  const auto response = call("DELETE", "/flows/FLOW000001/");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"id":"FLOW000001"})");
  EXPECT_EQ(summary(call("DELETE", "/flows/FLOW000001/")), kNotFound);
  EXPECT_EQ(summary(call("GET", "/flows/FLOW000001/")), kNotFound);
}

TEST_F(DeleteFlow, AnAliasKeepsTheFlowUnlessTheCheckIsSkipped) {
  create_flow_named("one");
  ASSERT_EQ(call("POST", "/flows/FLOW000001/aliases",
                 R"({"name":"live","routingConfiguration":[{"flowVersion":"DRAFT"}]})")
                .status,
            201);
  const std::string in_use =
      "409 ConflictException "
      R"({"message":"Couldn't perform DeleteFlow operation. The resource that you specified is in )"
      R"(use. Remove its aliases or set skipResourceInUseCheck to true."})";
  EXPECT_EQ(summary(call("DELETE", "/flows/FLOW000001/")), in_use);
  EXPECT_EQ(summary(call("DELETE", "/flows/FLOW000001/?skipResourceInUseCheck=false")), in_use);
  EXPECT_EQ(call("DELETE", "/flows/FLOW000001/?skipResourceInUseCheck=true").status, 200);
}

TEST_F(DeleteFlow, AVersionAloneDoesNotKeepTheFlow) {
  create_flow_named("one");
  prepare("FLOW000001");
  ASSERT_EQ(call("POST", "/flows/FLOW000001/versions").status, 201);
  EXPECT_EQ(call("DELETE", "/flows/FLOW000001/").status, 200);
}

}  // namespace
}  // namespace flows::api
