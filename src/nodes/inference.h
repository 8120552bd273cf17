#pragma once

#include "base/json.h"

namespace flows::nodes {

// The member inferenceConfig of a Converse call, from the `inferenceConfiguration` in
// `configuration`: maxTokens, temperature and topP where they are given, stopSequences always.
base::Json inference_config(const base::Json& configuration);

}  // namespace flows::nodes
