#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "offline/intrinsics.h"
#include "offline/resource_types.h"
#include "offline/template_source.h"

namespace flows::offline {

// Returns the properties of one resource as the input of the operation that creates it, including
// path labels. `place` is that of the resource, e.g. "Resources.Flow". Members that the API does
// not know are left out with a note. Errors: kValidation, with their place.
base::Result<base::Json> creation_input(const ResourceType& type, const base::Json& resource,
                                        const std::string& place, Evaluator& evaluator,
                                        Notes& notes);

// Returns the tags that the resource sets on its test alias, or nullopt if it sets none. Errors: as
// above.
base::Result<Value> test_alias_tags(const ResourceType& type, const base::Json& resource,
                                    const std::string& place, Evaluator& evaluator, Notes& notes);

}  // namespace flows::offline
