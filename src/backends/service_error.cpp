#include "backends/service_error.h"

#include <algorithm>
#include <iterator>

namespace flows::backends {
namespace {

using base::ErrorCode;

// A 4xx error of a service becomes a failed dependency and a 5xx error a bad gateway; throttling
// and denied access stay what they are.
constexpr ServiceError kModelErrors[] = {
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

constexpr ServiceError kFunctionErrors[] = {
    {"AccessDeniedException", ErrorCode::kAccessDenied,
     "You are not allowed to invoke the function."},
    {"EC2ThrottledException", ErrorCode::kBadGateway, "The function could not be started."},
    {"FunctionError", ErrorCode::kDependencyFailed, "The function ended with an error."},
    {"InvalidRequestContentException", ErrorCode::kDependencyFailed,
     "The function service could not read the event."},
    {"RequestTooLargeException", ErrorCode::kDependencyFailed, "The event is too large."},
    {"ResourceConflictException", ErrorCode::kDependencyFailed,
     "The function is being created or changed."},
    {"ResourceNotFoundException", ErrorCode::kDependencyFailed, "There is no such function."},
    {"ResourceNotReadyException", ErrorCode::kBadGateway, "The function is not ready."},
    {"ServiceException", ErrorCode::kBadGateway, "The function service met an internal error."},
    {"TooManyRequestsException", ErrorCode::kThrottling,
     "Too many invocations, please wait before trying again."},
};

// Knowledge bases, agents and Lex declare almost the same failures.
constexpr ServiceError kBedrockErrors[] = {
    {"AccessDeniedException", ErrorCode::kAccessDenied, "You are not allowed to do this."},
    {"BadGatewayException", ErrorCode::kBadGateway, "A service behind this one did not answer."},
    {"ConflictException", ErrorCode::kDependencyFailed,
     "The request is in conflict with another operation."},
    {"DependencyFailedException", ErrorCode::kDependencyFailed,
     "A service behind this one failed."},
    {"InternalServerException", ErrorCode::kBadGateway, "The service met an internal error."},
    {"ResourceNotFoundException", ErrorCode::kDependencyFailed, "There is no such resource."},
    {"ServiceQuotaExceededException", ErrorCode::kDependencyFailed,
     "The request exceeds a quota of the service."},
    {"ThrottlingException", ErrorCode::kThrottling,
     "Too many requests, please wait before trying again."},
    {"ValidationException", ErrorCode::kDependencyFailed,
     "The service refused the request as not valid."},
};

}  // namespace

const Service kModelService{"the model service", "Amazon Bedrock", kModelErrors};
const Service kFunctionService{"the function service", "Lambda", kFunctionErrors};
const Service kKnowledgeService{"the knowledge base", "Amazon Bedrock", kBedrockErrors};
const Service kAgentService{"the agent", "Amazon Bedrock", kBedrockErrors};
const Service kLexService{"the bot", "Amazon Lex", kBedrockErrors};

const ServiceError* Service::find_error(std::string_view code) const {
  const auto found = std::ranges::find(errors, code, &ServiceError::code);
  return found == errors.end() ? nullptr : &*found;
}

base::Error Service::to_error(const ServiceError& error, std::string message) const {
  const bool names_resource =
      error.flow_code == ErrorCode::kDependencyFailed || error.flow_code == ErrorCode::kBadGateway;
  return {error.flow_code,
          std::move(message),
          {},
          names_resource ? std::string(resource_name) : std::string()};
}

base::Error Service::dependency_failed(std::string message) const {
  return {ErrorCode::kDependencyFailed, std::move(message), {}, std::string(resource_name)};
}

}  // namespace flows::backends
