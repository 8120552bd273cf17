#pragma once

#include <string>

#include "base/json.h"
#include "model/finding.h"
#include "model/flow_definition.h"
#include "validate/validate.h"

namespace flows::offline {

// Hints about the names of ports and conditions, which know the node in question and its type.
class PortHints {
 public:
  // `definition` must have passed the constraints of the API model; `prompts` finds the prompts
  // that its nodes name.
  PortHints(const base::Json& definition, validate::PromptLookup prompts);

  // Returns what is right in the place of the finding, or "" if the finding is about something
  // else than the ports or the conditions of a node.
  [[nodiscard]] std::string find(const model::Finding& finding) const;

 private:
  model::FlowDefinition definition_;
  validate::PromptLookup prompts_;
};

// Returns a hint for a name that the API refuses, for example "Write the name of the port alone:
// document.", or "" if `pointer` does not lead to the name of a node, a port or a condition.
// `definition` may have any form.
std::string hint_for_name(const base::Json& definition, const base::Json::json_pointer& pointer);

}  // namespace flows::offline
