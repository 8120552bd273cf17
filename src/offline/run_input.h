#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"

namespace flows::offline {

// Reads the value of --input: JSON, or "@" and the name of a file with JSON. Errors: kValidation,
// or kSerialization for a file; the message says what is wrong with it and, for JSON, how a shell
// takes what was probably meant.
base::Result<base::Json> read_run_input(const std::string& input);

}  // namespace flows::offline
