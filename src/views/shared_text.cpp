#include "views/shared_text.h"

#include <fmt/format.h>

#include <optional>

#include "base/json_text.h"
#include "wire/error_body.h"

namespace flows::views {

std::string milliseconds_text(std::chrono::nanoseconds duration) {
  return fmt::format("{:.3f}", std::chrono::duration<double, std::milli>(duration).count());
}

std::string error_text(const base::Error& error) {
  base::ObjectText text;
  text.string("code", wire::error_name(error.code)).string("message", error.message);
  if (!error.resource_name.empty()) text.string("resourceName", error.resource_name);
  return text.finish();
}

}  // namespace flows::views
