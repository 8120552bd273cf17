#pragma once

#include <optional>
#include <vector>

#include "base/json.h"
#include "model/finding.h"

namespace flows::validate {

// What is wrong with a definition that has passed the constraints of the API model; nullopt: the
// flow has none yet. In the order of the rules, then of the definition; at most
// limits::kFindingsMax. A definition without Error findings can be made into a FlowGraph. Threads:
// any.
std::vector<model::Finding> validate_definition(const std::optional<base::Json>& definition);

}  // namespace flows::validate
