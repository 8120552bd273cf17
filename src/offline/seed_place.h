#pragma once

#include <string>

#include "offline/seed.h"

namespace flows::offline {

// Returns where the resource stands, for messages: "<file>:<line>:<column>: <logical id>", without
// the id if the file is a request. Reads the file again; if that fails, returns the label.
std::string describe_place(const SeedOrigin& origin);

}  // namespace flows::offline
