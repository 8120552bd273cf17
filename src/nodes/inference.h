#pragma once

#include "base/json.h"

namespace flows::nodes {

// Returns the member inferenceConfig of a Converse call, made from the `inferenceConfiguration` in
// `configuration`. maxTokens, temperature and topP are included if given, stopSequences always.
base::Json inference_config(const base::Json& configuration);

}  // namespace flows::nodes
