#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "wire/message.h"

namespace flows::local {

using Query = std::map<std::string, std::string>;

// Returns the query of a request to one of our routes. Errors, which name the member: kValidation
// for a member that is not `allowed`, and for one that appears twice.
base::Result<Query> read_query(const wire::Request& request,
                               std::span<const std::string_view> allowed);

// Parses `text`, the value of the member `name`, as a whole number. Errors: kValidation unless the
// number is from `min` to `max`.
base::Result<std::int64_t> read_number(std::string_view name, const std::string& text,
                                       std::int64_t min, std::int64_t max);

// Checks that `text` is one of the values that the member `name` may have. Errors: kValidation.
base::Result<void> check_one_of(std::string_view name, const std::string& text,
                                std::span<const std::string_view> known);

// Returns the ID of the flow that `text` names by its ID or an ARN. Errors, which name the member
// `name`: kValidation.
base::Result<std::string> read_flow(std::string_view name, const std::string& text);

}  // namespace flows::local
