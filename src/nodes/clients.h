#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"

// What nodes need from the outside world: declared here, by those who need it, implemented in
// backends.
namespace flows::nodes {

// One Converse call of a Prompt node.
struct ModelCall {
  std::string model_id;
  std::string node;    // the node that asks
  std::string prompt;  // the rendered text of the user's message
  base::Json
      inference_config;  // {maxTokens, temperature, topP, stopSequences}, as far as configured
  base::Json additional_fields;             // additionalModelRequestFields; null if none
  std::optional<std::string> latency = {};  // performanceConfig.latency of the invocation
  base::TimePoint deadline;                 // when the run's time is over
  std::stop_token stop;                     // requested when nobody waits for the answer any more
};

struct ModelAnswer {
  std::string text;
  std::string stop_reason = "end_turn";
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
};

// Answers prompts. Threads: any; blocks for as long as the model takes.
class ModelClient {
 public:
  virtual ~ModelClient() = default;

  // Errors: the one the real service would raise (kThrottling, kAccessDenied, kValidation, …) with
  // `resource_name` set for kDependencyFailed and kBadGateway.
  virtual base::Result<ModelAnswer> converse(const ModelCall& call) = 0;
};

// Everything a run may ask.
struct Clients {
  ModelClient& models;
};

}  // namespace flows::nodes
