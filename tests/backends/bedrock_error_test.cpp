#include "backends/bedrock_error.h"

#include <gtest/gtest.h>

namespace flows::backends {
namespace {

using base::ErrorCode;

base::Error error_of(std::string_view code) {
  const BedrockError* error = find_bedrock_error(code);
  CHECK(error != nullptr, "the table has the code");
  return to_error(*error, "why");
}

TEST(BedrockError, ThrottlingStaysThrottling) {
  EXPECT_EQ(error_of("ThrottlingException"), (base::Error{ErrorCode::kThrottling, "why"}));
}

TEST(BedrockError, MissingPermissionStaysAccessDenied) {
  EXPECT_EQ(error_of("AccessDeniedException"), (base::Error{ErrorCode::kAccessDenied, "why"}));
}

TEST(BedrockError, OtherClientErrorsFailTheDependency) {
  for (const auto* code :
       {"ConflictException", "ModelErrorException", "ModelNotReadyException",
        "ModelStreamErrorException", "ModelTimeoutException", "ResourceNotFoundException",
        "ServiceQuotaExceededException", "ValidationException"}) {
    EXPECT_EQ(error_of(code),
              (base::Error{ErrorCode::kDependencyFailed, "why", {}, "Amazon Bedrock"}))
        << code;
  }
}

TEST(BedrockError, ServerErrorsAreABadGateway) {
  for (const auto* code : {"InternalServerException", "ServiceUnavailableException"}) {
    EXPECT_EQ(error_of(code), (base::Error{ErrorCode::kBadGateway, "why", {}, "Amazon Bedrock"}))
        << code;
  }
}

TEST(BedrockError, EveryRowSaysSomethingWhereTheRuleDoesNot) {
  for (const BedrockError& error : bedrock_errors()) EXPECT_FALSE(error.message.empty());
}

TEST(BedrockError, OtherNamesAreUnknown) {
  EXPECT_EQ(find_bedrock_error("throttlingException"), nullptr);
}

}  // namespace
}  // namespace flows::backends
