#include "local/entry_text.h"

#include <fmt/format.h>

#include <utility>

#include "base/json_text.h"
#include "wire/error_body.h"

namespace flows::local {

std::optional<std::string> unless_empty(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

std::string milliseconds_text(std::chrono::nanoseconds duration) {
  return fmt::format("{:.3f}", std::chrono::duration<double, std::milli>(duration).count());
}

std::string error_text(const base::Error& error) {
  return base::ObjectText()
      .string("code", wire::error_name(error.code))
      .string("message", error.message)
      .string_if("resourceName", unless_empty(error.resource_name))
      .finish();
}

}  // namespace flows::local
