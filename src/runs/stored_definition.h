#pragma once

#include <string_view>

#include "model/flow_definition.h"

namespace flows::runs {

// Reads a definition that the database holds and that other hands may have changed: it is checked
// as one that comes in. Errors: kInternalServer; the message says what is wrong with it.
base::Result<model::FlowDefinition> read_stored_definition(std::string_view json_text);

}  // namespace flows::runs
