#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flows::store {

// The number that `version` spells as AWS spells versions; nullopt for any other text, "DRAFT" and
// "01" among them.
inline std::optional<std::int64_t> version_number(std::string_view version) {
  std::int64_t number = 0;
  std::from_chars(version.data(), version.data() + version.size(), number);
  if (number < 1 || std::to_string(number) != version) return std::nullopt;
  return number;
}

}  // namespace flows::store
