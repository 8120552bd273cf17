#pragma once

#include "base/json.h"
#include "base/result.h"

namespace flows::validate {

// Checks those rules of a FlowDefinition that the constraints of the API model cannot express but
// that AWS enforces when a definition is saved, inside loops too:
// - no two nodes have the same name, those inside loops included;
// - no two connections of the same definition have the same name;
// - the configuration of a node is the one of its type.
//
// Requires  `definition` has passed the constraints of the API model.
// Errors    kValidation, one field for each fault.
base::Result<void> check_definition(const base::Json& definition);

}  // namespace flows::validate
