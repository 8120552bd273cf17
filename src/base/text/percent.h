#pragma once

#include <optional>
#include <string>
#include <string_view>

// Percent-encoding as RFC 3986 has it. What a "+" means is for the caller to say.
namespace flows::base {

// All but letters, digits, "-._~" and the characters of `also_plain` becomes "%" and two upper-case
// digits for each byte.
std::string percent_encode(std::string_view text, std::string_view also_plain = "");

// The bytes that were encoded; nullopt where a percent sign has no two digits behind it.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace flows::base
