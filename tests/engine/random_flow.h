#pragma once

#include "base/json.h"
#include "support/random_source.h"

namespace flows::testing {

// A definition with an Input node `Start` of type Object, whose members `text` (a String) and
// `list` (an Array of Strings) it reads. It has nodes of most types: side by side, behind
// conditions, within an iterator with or without a collector, and within loops within loops. Nearly
// all of them pass the validator.
base::Json random_flow(RandomSource& random);

}  // namespace flows::testing
