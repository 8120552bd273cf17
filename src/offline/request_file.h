#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/caller.h"
#include "base/json.h"
#include "base/result.h"
#include "offline/template.h"

namespace flows::offline {

// Returns the role that a flow gets if none is known: arn:aws:iam::<account>:role/flows-local.
std::string local_role(const base::Caller& caller);

// Checks whether a document is the definition of a flow: it has nodes and connections, or a list of
// either.
bool is_definition(const base::Json& document);

// Returns the call for a document that is no template: the definition of a flow, or the body of a
// CreateFlow or CreatePrompt request, or what GetFlow or GetPrompt return; nullopt if it is none of
// these. A flow without a name is named like its file, one without a role gets local_role(). The
// definition in a request is not checked. Errors: kValidation, if there can be no name, or an ID
// that AWS would not give.
base::Result<std::optional<ApiCall>> read_request(const std::filesystem::path& file,
                                                  const base::Json& document,
                                                  const base::Caller& caller);

}  // namespace flows::offline
