#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace flows::base {

// RFC 4648's base64url, without padding.
std::string encode_base64url(std::string_view bytes);

// The bytes that were encoded. nullopt for any text that encode_base64url does not write: the same
// bytes have one spelling only.
std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace flows::base
