#include "api/serve.h"

#include <gmock/gmock.h>

#include "api/api_fixture.h"
#include "base/limits.h"

namespace flows::api {
namespace {

using ::testing::HasSubstr;

using Serve = ApiFixture;

base::Result<Call> route_to(std::string_view method, std::string_view target) {
  const wire::Request request{std::string(method), std::string(target), {}, {}};
  return route(request, wire::parse_target(target).value());
}

TEST(Route, FindsEveryOperationByItsOwnUri) {
  for (const auto& row : operations()) {
    const auto* const operation = wire::find_operation(row.name);
    ASSERT_NE(operation, nullptr) << row.name;
    std::string target;
    for (const char character : operation->uri) {
      if (character != '{' && character != '}') target += character;
    }
    const auto found = route_to(operation->method, target);
    ASSERT_TRUE(found) << target;
    EXPECT_EQ(found->row->name, row.name);
    EXPECT_EQ(found->operation, operation);
    for (const auto& [label, value] : found->labels) EXPECT_EQ(label, value);
  }
}

TEST(Route, KeepsLabelsAndQuery) {
  const auto found = route_to("GET", "/flows/a%2Fb/versions/7?includedData=ALL_DATA").value();
  EXPECT_EQ(found.labels,
            (std::map<std::string, std::string>{{"flowIdentifier", "a/b"}, {"flowVersion", "7"}}));
  ASSERT_EQ(found.query.size(), 1U);
  EXPECT_EQ(found.query[0].name, "includedData");
}

TEST(Route, ATrailingSlashMakesNoDifference) {
  for (const auto* const path : {"/flows", "/flows/", "/flows/F/aliases", "/flows/F/aliases/"}) {
    EXPECT_TRUE(route_to("GET", path)) << path;
  }
}

TEST(Route, ALiteralSegmentBeatsALabel) {
  EXPECT_EQ(route_to("POST", "/flows/validate-definition")->row->name, "ValidateFlowDefinition");
  EXPECT_EQ(route_to("POST", "/flows/F")->row->name, "PrepareFlow");
}

TEST(Route, WhatFitsNothingIsAnUnknownOperation) {
  for (const auto& [method, path] : std::map<std::string, std::string>{
           {"GET", "/"}, {"PATCH", "/flows/F"}, {"PUT", "/flows"}, {"POST", "/flows/F/none"}}) {
    EXPECT_EQ(route_to(method, path).error().code, base::ErrorCode::kUnknownOperation) << path;
  }
}

TEST_F(Serve, ABodyThatIsNotAnObjectIsASerializationException) {
  for (const auto* const body : {"{", "[]", "7", R"({"name":7})"}) {
    EXPECT_THAT(summary(call("POST", "/flows/", body)), HasSubstr("400 SerializationException"))
        << body;
  }
}

TEST_F(Serve, ABodyThatNestsTooDeepIsASerializationException) {
  const std::string deep(base::limits::kJsonDepthMax + 1, '[');
  EXPECT_THAT(summary(call("POST", "/flows/", deep)), HasSubstr("400 SerializationException"));
}

TEST_F(Serve, AnEmptyBodyIsAnEmptyObject) {
  EXPECT_THAT(summary(call("POST", "/flows/")), HasSubstr("400 ValidationException"));
}

TEST_F(Serve, EachCallerHasResourcesOfItsOwn) {
  create_flow_named("one");
  caller_.account = "210987654321";
  EXPECT_EQ(summary(call("GET", "/flows/FLOW000001/")), kNotFound);
  caller_ = {.account = "123456789012", .region = "eu-west-1"};
  EXPECT_EQ(summary(call("GET", "/flows/FLOW000001/")), kNotFound);
  caller_.region = "us-east-1";
  EXPECT_EQ(call("GET", "/flows/FLOW000001/").status, 200);
}

}  // namespace
}  // namespace flows::api
