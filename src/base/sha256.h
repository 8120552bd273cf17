#pragma once

#include <string>
#include <string_view>

namespace flows::base {

// Both return 32 bytes.
std::string sha256(std::string_view data);
std::string hmac_sha256(std::string_view key, std::string_view data);

// Compares two texts in a time that depends on their lengths only, so that the time of a refusal
// reveals nothing about the expected signature.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace flows::base
