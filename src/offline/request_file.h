#pragma once

#include <filesystem>

#include "base/caller.h"
#include "base/json.h"
#include "base/result.h"
#include "offline/template.h"

namespace flows::offline {

// Checks whether a document is the definition of a flow: it has nodes and connections.
bool is_definition(const base::Json& document);

// Checks whether a document is a request of CreateFlow or UpdateFlow or a response of GetFlow and
// similar operations: it has a definition, or the name and role of a flow that has none yet.
bool is_flow_request(const base::Json& document);

// Returns the call for a document that is no template: the definition of a flow, or the body of a
// CreateFlow or CreatePrompt request. The flow of a definition is named like its file. A flow
// without a role gets arn:aws:iam::<account>:role/flows-local. Errors: kValidation; the message
// describes what was expected.
base::Result<ApiCall> read_request(const std::filesystem::path& file, const base::Json& document,
                                   const base::Caller& caller);

}  // namespace flows::offline
