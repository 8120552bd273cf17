#include "store/store_errors.h"

#include <fmt/format.h>

namespace flows::store {

base::Error resource_not_found() {
  return {base::ErrorCode::kResourceNotFound,
          "Failed to retrieve resource because it doesn't exist. Retry your request with a "
          "different resource identifier."};
}

base::Error wrong_status(std::string_view operation, std::string_view status) {
  return {base::ErrorCode::kConflict,
          fmt::format("Couldn't perform {} operation. The resource that you specified is currently "
                      "in status {}. Retry your request after the resource changes to a valid "
                      "status.",
                      operation, status)};
}

base::Error alias_not_prepared() {
  return {base::ErrorCode::kConflict, "The flow alias is not in prepared state"};
}

base::Error name_taken(std::string_view kind) {
  const std::string_view article = kind == "alias" ? "an" : "a";
  return {base::ErrorCode::kConflict,
          fmt::format("Cannot create a new {0} as {1} {0} with the same name already exists.", kind,
                      article)};
}

base::Error id_taken(std::string_view id) {
  return {base::ErrorCode::kConflict,
          fmt::format("The identifier {} is taken. Retry your request.", id)};
}

base::Error in_use(std::string_view operation) {
  return {base::ErrorCode::kConflict,
          fmt::format("Couldn't perform {} operation. The resource that you specified is in use. "
                      "Remove its aliases or set skipResourceInUseCheck to true.",
                      operation)};
}

base::Error quota_exceeded(std::size_t quota, std::string_view things) {
  return {base::ErrorCode::kServiceQuotaExceeded,
          fmt::format("Your request exceeds the quota of {} {}.", quota, things)};
}

}  // namespace flows::store
