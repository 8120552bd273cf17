#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace flows::base {

inline constexpr std::string_view kHexDigits = "0123456789abcdef";

// The bytes as two lower-case digits each.
std::string hex(std::string_view bytes);

// The value of a hexadecimal digit of either case; nullopt for any other character.
std::optional<unsigned> hex_value(char digit);

}  // namespace flows::base
