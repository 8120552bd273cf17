#pragma once

#include <string_view>

#include "model/flow_definition.h"

namespace flows::runs {

// Reads a definition from the database. Another program may have changed it, so it is checked like
// one that a client sends. Errors: kInternalServer; the message says what is wrong with it.
base::Result<model::FlowDefinition> read_stored_definition(std::string_view json_text);

}  // namespace flows::runs
