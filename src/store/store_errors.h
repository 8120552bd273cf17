#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"

namespace flows::store {

// The sentences AWS answers with, in one place.

// kResourceNotFound: whatever is unknown, the words are the same.
base::Error resource_not_found();

// kConflict: `operation` needs another status than `status`.
base::Error wrong_status(std::string_view operation, std::string_view status);

// kConflict: `kind` is what was to be created, e.g. "flow".
base::Error name_taken(std::string_view kind);

// kConflict, by the rarest chance: a new identifier belongs to something else.
base::Error id_taken(std::string_view id);

// kConflict: `operation` would remove what something else needs.
base::Error in_use(std::string_view operation);

// kServiceQuotaExceeded: `things` in the plural, e.g. "flows per account".
base::Error quota_exceeded(std::size_t quota, std::string_view things);

}  // namespace flows::store
