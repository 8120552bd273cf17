#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "model/finding.h"
#include "offline/flow_file.h"
#include "offline/position.h"
#include "offline/rehearsal.h"
#include "validate/validate.h"

namespace flows::offline {

// One fault of a flow or prompt in a file.
struct Diagnostic {
  std::string type;  // a FlowValidationType or one of the types in hints.h
  model::Severity severity = model::Severity::kError;
  std::string message = {};
  // JSON pointer from the top of the definition, or of the request for a prompt, in the API's
  // spelling.
  std::string pointer = {};
  std::string hint = {};  // one or more sentences that describe the fix
  base::Json details = base::Json::object();
  Position position = {};
};

// Returns all faults of a flow: members that AWS would drop; then what CreateFlow would refuse or,
// if there is nothing, what PrepareFlow would find where `prompts` finds the prompts that exist.
// Faults that depend on an unknown value are left out; a flow with one in its structure has none.
// Requires a locator in the document in which `flow` was found.
std::vector<Diagnostic> check_flow(const Locator& locator, const FlowInFile& flow,
                                   const validate::PromptLookup& prompts);

// Returns all faults of a prompt: members of its variants that AWS would drop; then what
// CreatePrompt would refuse. The rest is as above.
std::vector<Diagnostic> check_prompt(const Locator& locator, const PromptInFile& prompt);

// Returns what a server that is seeded with the file says about a resource that it would not
// create. Pointers lead into the request that would create it.
std::vector<Diagnostic> describe_refusal(const Locator& locator, const FlowFile& file,
                                         const RefusedResource& refused);

}  // namespace flows::offline
