#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "model/finding.h"
#include "offline/flow_file.h"
#include "offline/position.h"

namespace flows::offline {

// One fault of a flow in a file.
struct Diagnostic {
  std::string type;  // a FlowValidationType, kRefusedByApi or kUnknownMember
  model::Severity severity = model::Severity::kError;
  std::string message;
  std::string pointer;  // JSON pointer from the top of the definition, in the API's spelling
  base::Json details = base::Json::object();
  Position position = {};
};

// Returns all faults of a flow: members that AWS would drop; then what CreateFlow would refuse or,
// if there is nothing, what PrepareFlow would find. Faults that depend on an unknown value are left
// out. Requires a locator in the document in which `flow` was found.
std::vector<Diagnostic> check_flow(const Locator& locator, const FlowInFile& flow);

}  // namespace flows::offline
