#include "backends/bedrock_error.h"

namespace flows::backends {
namespace {

using base::ErrorCode;

// What AWS names the service in the `resourceName` of an error.
constexpr std::string_view kResourceName = "Amazon Bedrock";

// The service's 4xx fail the dependency, its 5xx are a bad gateway; throttling and missing
// permission keep their names.
constexpr BedrockError kBedrockErrors[] = {
    {"AccessDeniedException", ErrorCode::kAccessDenied,
     "You do not have access to the model with the specified model ID."},
    {"ConflictException", ErrorCode::kDependencyFailed,
     "The model could not answer because of a conflict with another operation."},
    {"InternalServerException", ErrorCode::kBadGateway, "The model service met an internal error."},
    {"ModelErrorException", ErrorCode::kDependencyFailed,
     "The model failed to process the request."},
    {"ModelNotReadyException", ErrorCode::kDependencyFailed,
     "The model is not ready to serve requests."},
    {"ModelStreamErrorException", ErrorCode::kDependencyFailed,
     "The model failed while it streamed its answer."},
    {"ModelTimeoutException", ErrorCode::kDependencyFailed,
     "The model took too long to process the request."},
    {"ResourceNotFoundException", ErrorCode::kDependencyFailed,
     "The model service found no such model."},
    {"ServiceQuotaExceededException", ErrorCode::kDependencyFailed,
     "The request exceeds a quota of the model service."},
    {"ServiceUnavailableException", ErrorCode::kBadGateway, "The model service is not available."},
    {"ThrottlingException", ErrorCode::kThrottling,
     "Too many requests to the model, please wait before trying again."},
    {"ValidationException", ErrorCode::kDependencyFailed,
     "The model service refused the request as not valid."},
};

}  // namespace

std::span<const BedrockError> bedrock_errors() { return kBedrockErrors; }

const BedrockError* find_bedrock_error(std::string_view code) {
  for (const BedrockError& error : kBedrockErrors) {
    if (error.code == code) return &error;
  }
  return nullptr;
}

base::Error to_error(const BedrockError& error, std::string message) {
  const bool names_resource =
      error.flow_code == ErrorCode::kDependencyFailed || error.flow_code == ErrorCode::kBadGateway;
  return {error.flow_code,
          std::move(message),
          {},
          names_resource ? std::string(kResourceName) : std::string()};
}

base::Error dependency_failed(std::string message) {
  return {ErrorCode::kDependencyFailed, std::move(message), {}, std::string(kResourceName)};
}

}  // namespace flows::backends
