#pragma once

#include <optional>
#include <string>
#include <string_view>

// Percent-encoding as RFC 3986 defines it. The caller decides what a "+" means.
namespace flows::base {

// Replaces every byte by "%" and two upper-case digits, except letters, digits, "-._~" and the
// characters in `also_plain`.
std::string percent_encode(std::string_view text, std::string_view also_plain = "");

// Returns the bytes that were encoded, or nullopt if a percent sign is not followed by two digits.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace flows::base
