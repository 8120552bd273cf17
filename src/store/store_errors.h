#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"

namespace flows::store {

// The messages of AWS's errors, in one place.

// kResourceNotFound; the message is the same whatever does not exist.
base::Error resource_not_found();

// kConflict: the resource has `status`, with which `operation` is not allowed.
base::Error wrong_status(std::string_view operation, std::string_view status);

// kConflict: the alias leads to a draft that is not prepared.
base::Error alias_not_prepared();

// kConflict: the name is taken; `kind` is what was to be created, e.g. "flow".
base::Error name_taken(std::string_view kind);

// kConflict: a new identifier belongs to another resource, which is very unlikely.
base::Error id_taken(std::string_view id);

// kConflict: `operation` would remove a resource that another one needs.
base::Error in_use(std::string_view operation);

// kServiceQuotaExceeded: `things` is in the plural, e.g. "flows per account".
base::Error quota_exceeded(std::size_t quota, std::string_view things);

}  // namespace flows::store
