#include "backends/service_error.h"

#include <gtest/gtest.h>

namespace flows::backends {
namespace {

using base::ErrorCode;

base::Error error_of(std::string_view code) {
  const ServiceError* error = kModelService.find_error(code);
  CHECK(error != nullptr, "the table has the code");
  return kModelService.to_error(*error, "why");
}

TEST(ServiceError, ThrottlingStaysThrottling) {
  EXPECT_EQ(error_of("ThrottlingException"), (base::Error{ErrorCode::kThrottling, "why"}));
}

TEST(ServiceError, MissingPermissionStaysAccessDenied) {
  EXPECT_EQ(error_of("AccessDeniedException"), (base::Error{ErrorCode::kAccessDenied, "why"}));
}

TEST(ServiceError, OtherClientErrorsFailTheDependency) {
  for (const auto* code :
       {"ConflictException", "ModelErrorException", "ModelNotReadyException",
        "ModelStreamErrorException", "ModelTimeoutException", "ResourceNotFoundException",
        "ServiceQuotaExceededException", "ValidationException"}) {
    EXPECT_EQ(error_of(code),
              (base::Error{ErrorCode::kDependencyFailed, "why", {}, "Amazon Bedrock"}))
        << code;
  }
}

TEST(ServiceError, ServerErrorsAreABadGateway) {
  for (const auto* code : {"InternalServerException", "ServiceUnavailableException"}) {
    EXPECT_EQ(error_of(code), (base::Error{ErrorCode::kBadGateway, "why", {}, "Amazon Bedrock"}))
        << code;
  }
}

TEST(ServiceError, EveryRowSaysSomethingWhereTheRuleDoesNot) {
  for (const Service* service :
       {&kModelService, &kFunctionService, &kKnowledgeService, &kAgentService, &kLexService}) {
    for (const ServiceError& error : service->errors) {
      EXPECT_FALSE(error.message.empty()) << error.code;
    }
  }
}

TEST(ServiceError, OtherNamesAreUnknown) {
  EXPECT_EQ(kModelService.find_error("throttlingException"), nullptr);
}

}  // namespace
}  // namespace flows::backends
