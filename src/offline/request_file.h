#pragma once

#include <filesystem>

#include "base/caller.h"
#include "base/json.h"
#include "base/result.h"
#include "offline/template.h"

namespace flows::offline {

// The call that a document asks for which is no template: a flow's definition, or the body of a
// CreateFlow or CreatePrompt request. A definition's flow is called like its file. A flow without a
// role gets arn:aws:iam::<account>:role/flows-local. Errors: kValidation, what was expected.
base::Result<ApiCall> read_request(const std::filesystem::path& file, const base::Json& document,
                                   const base::Caller& caller);

}  // namespace flows::offline
