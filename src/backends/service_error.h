#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace flows::backends {

// A failure of a service, which the `error` of a rule can name.
struct ServiceError {
  std::string_view code;      // as the service spells it
  base::ErrorCode flow_code;  // what the caller of the flow gets
  std::string_view message;   // used if the rule has none
};

// A service that nodes call.
struct Service {
  std::string_view name;           // in messages
  std::string_view resource_name;  // what AWS calls it in the `resourceName` of an error
  std::span<const ServiceError> errors;

  // Returns the failure with that name, or nullptr if the service declares none.
  [[nodiscard]] const ServiceError* find_error(std::string_view code) const;

  // Returns the failure of a run that `error` has caused.
  [[nodiscard]] base::Error to_error(const ServiceError& error, std::string message) const;

  // Returns the failure of a run that the service has caused by not doing what it should.
  [[nodiscard]] base::Error dependency_failed(std::string message) const;
};

extern const Service kModelService;
extern const Service kFunctionService;
extern const Service kKnowledgeService;
extern const Service kAgentService;
extern const Service kLexService;

}  // namespace flows::backends
