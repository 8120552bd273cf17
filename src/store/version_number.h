#pragma once

#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "model/flow.h"

namespace flows::store {

// More than any version or revision will be; one more can still be counted.
inline constexpr std::int64_t kNumberMax = std::numeric_limits<std::int64_t>::max() / 2;

// Returns the number of a version in AWS's spelling; nullopt for any other text, such as "DRAFT" or
// "01".
inline std::optional<std::int64_t> version_number(std::string_view version) {
  std::int64_t number = 0;
  std::from_chars(version.data(), version.data() + version.size(), number);
  if (number < 1 || std::to_string(number) != version) return std::nullopt;
  return number;
}

// Returns whether `text` is a version as AWS spells it, or the draft's.
inline bool is_version(std::string_view text) {
  return text == model::kDraftVersion || version_number(text).has_value();
}

}  // namespace flows::store
