#pragma once

#include "base/json.h"

namespace flows::nodes {

// Returns the member inferenceConfig of a Converse call, made from the `inferenceConfiguration` in
// `configuration`. maxTokens, temperature and topP are included if given, stopSequences always.
base::Json inference_config(const base::Json& configuration);

// Returns `config` with its fractions as AWS's traces show them: as the 32-bit floats that are
// stored, so 0.7 is 0.699999988079071.
base::Json stored_form(base::Json config);

}  // namespace flows::nodes
