#pragma once

#include <string>
#include <string_view>

#include "base/caller.h"
#include "base/json.h"
#include "base/result.h"
#include "offline/intrinsics.h"
#include "offline/resource_types.h"

namespace flows::offline {

// Returns a member of a request's input; empty if it is absent or no text.
std::string text_in(const base::Json& input, std::string_view name);

// Returns the ID at the end of an ARN, or an ID as it is.
std::string last_segment(std::string_view identifier);

// Returns the ID that is derived from the account and region of `caller`, the kind of the resource
// ("flow", "prompt", or "alias" and its flow's ID) and its name: ten upper-case letters and digits,
// like the IDs of AWS, and the same at each call. The formula is a contract with users, who write
// such IDs into their configuration.
std::string derived_id(const base::Caller& caller, std::string_view kind, std::string_view name);

// Checks an ID that a file gives to a resource. Errors: kValidation, if AWS could not give such an
// ID to it.
base::Result<void> check_given_id(std::string_view id);

// Returns the ID in a resource's Metadata ({FlowsLocal: {Id: …}}); empty if there is none. Errors:
// kValidation, with their place.
base::Result<std::string> id_in_metadata(const ResourceType& type, const base::Json& resource,
                                         const std::string& place, Evaluator& evaluator,
                                         Notes& notes);

}  // namespace flows::offline
