#include <gmock/gmock.h>

#include "api/api_fixture.h"

namespace flows::api {
namespace {

using ::testing::HasSubstr;

class ValidateFlowDefinition : public ApiFixture {
 protected:
  wire::Response validate(const std::string& definition) {
    return call("POST", "/flows/validate-definition", R"({"definition":)" + definition + "}");
  }
};

TEST_F(ValidateFlowDefinition, ACleanOneHasNoFindings) {
  const auto response = validate(kSmallest);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"validations":[]})");
}

TEST_F(ValidateFlowDefinition, GivesWhatAPreparationFinds) {
  const auto response = validate(R"({"nodes":[],"connections":[]})");
  EXPECT_EQ(response.status, 200);
  create_flow_named("empty", R"({"nodes":[],"connections":[]})");
  prepare("FLOW000001");
  const auto flow = base::parse_json(call("GET", "/flows/FLOW000001/").body).value();
  EXPECT_EQ(flow["validations"].size(), 2U);
  EXPECT_EQ(base::parse_json(response.body).value()["validations"], flow["validations"]);
}

TEST_F(ValidateFlowDefinition, AFaultyRequestIsAValidationException) {
  EXPECT_THAT(summary(call("POST", "/flows/validate-definition", "{}")),
              HasSubstr("400 ValidationException"));
  EXPECT_THAT(summary(validate(R"({"nodes":[{"name":"In","type":"Input"},)"
                               R"({"name":"In","type":"Input"}]})")),
              HasSubstr("Member must not have the name of another node"));
}

}  // namespace
}  // namespace flows::api
