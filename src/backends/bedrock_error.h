#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace flows::backends {

// A failure of the model service, as a rule's `error` names it.
struct BedrockError {
  std::string_view code;      // as the service spells it
  base::ErrorCode flow_code;  // what the flow's caller gets
  std::string_view message;   // where the rule gives none
};

// Every failure that the service declares for a model call.
std::span<const BedrockError> bedrock_errors();

// The failure of that name; nullptr if the service declares none.
const BedrockError* find_bedrock_error(std::string_view code);

// The failure of a run because of `error`.
base::Error to_error(const BedrockError& error, std::string message);

// The failure of a run because the model service did not do what it should.
base::Error dependency_failed(std::string message);

}  // namespace flows::backends
