#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flows::store {

// Returns the number of a version in AWS's spelling; nullopt for any other text, such as "DRAFT" or
// "01".
inline std::optional<std::int64_t> version_number(std::string_view version) {
  std::int64_t number = 0;
  std::from_chars(version.data(), version.data() + version.size(), number);
  if (number < 1 || std::to_string(number) != version) return std::nullopt;
  return number;
}

}  // namespace flows::store
