#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "offline/intrinsics.h"
#include "offline/resource_types.h"
#include "offline/template_source.h"

namespace flows::offline {

// The properties of one resource as the input of the operation that creates it, path labels
// included. `place` is that of the resource, e.g. "Resources.Flow". What the API does not know is
// left out and noted. Errors: kValidation, with their place.
base::Result<base::Json> creation_input(const ResourceType& type, const base::Json& resource,
                                        const std::string& place, Evaluator& evaluator,
                                        Notes& notes);

// The tags that the resource gives to its test alias; nothing if it gives none. Errors: as above.
base::Result<Value> test_alias_tags(const ResourceType& type, const base::Json& resource,
                                    const std::string& place, Evaluator& evaluator, Notes& notes);

}  // namespace flows::offline
