#pragma once

#include <filesystem>

#include "base/caller.h"
#include "base/json.h"
#include "base/result.h"
#include "offline/template.h"

namespace flows::offline {

// Whether a document is the definition of a flow: it has nodes and connections.
bool is_definition(const base::Json& document);

// Whether it is what CreateFlow or UpdateFlow take, or what GetFlow and its kind answer: it has a
// definition, or the name and role of a flow that has none yet.
bool is_flow_request(const base::Json& document);

// The call that a document asks for which is no template: a flow's definition, or the body of a
// CreateFlow or CreatePrompt request. A definition's flow is called like its file. A flow without a
// role gets arn:aws:iam::<account>:role/flows-local. Errors: kValidation, what was expected.
base::Result<ApiCall> read_request(const std::filesystem::path& file, const base::Json& document,
                                   const base::Caller& caller);

}  // namespace flows::offline
