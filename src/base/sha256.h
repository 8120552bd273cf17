#pragma once

#include <string>
#include <string_view>

namespace flows::base {

// 32 bytes.
std::string sha256(std::string_view data);
std::string hmac_sha256(std::string_view key, std::string_view data);

// Takes as long for texts of one length whatever is in them, so that nobody learns a signature by
// the time its refusal takes.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace flows::base
