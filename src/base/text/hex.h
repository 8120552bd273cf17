#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace flows::base {

inline constexpr std::string_view kHexDigits = "0123456789abcdef";

// Returns two lowercase digits for each byte.
std::string hex(std::string_view bytes);

// Returns the value of a hexadecimal digit of either case, or nullopt for any other character.
std::optional<unsigned> hex_value(char digit);

}  // namespace flows::base
