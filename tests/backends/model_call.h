#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "nodes/clients.h"

namespace flows::testing {

// A call of a model whose run has all the time there is.
inline nodes::ModelCall model_call(std::string prompt = "Hello there", std::string node = "Ask",
                                   std::string model_id = "anthropic.claude-v2") {
  return {.model_id = std::move(model_id),
          .node = std::move(node),
          .prompt = std::move(prompt),
          .inference_config = base::Json::object(),
          .additional_fields = nullptr,
          .deadline = base::TimePoint::max(),
          .stop = {}};
}

}  // namespace flows::testing
