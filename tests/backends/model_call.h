#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "nodes/clients.h"

namespace flows::testing {

// A call of a model whose run has all the time there is.
inline nodes::ModelCall model_call(std::string prompt = "Hello there", std::string node = "Ask",
                                   std::string model_id = "anthropic.claude-v2") {
  nodes::ModelCall call{{.node = std::move(node), .deadline = base::TimePoint::max()}};
  call.model_id = std::move(model_id);
  call.prompt = std::move(prompt);
  call.inference_config = base::Json::object();
  return call;
}

}  // namespace flows::testing
