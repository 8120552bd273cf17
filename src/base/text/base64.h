#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace flows::base {

// Encodes bytes in the base64url of RFC 4648, without padding.
std::string encode_base64url(std::string_view bytes);

// Returns the bytes that were encoded. Returns nullopt for any text that encode_base64url does not
// produce, so that the same bytes have one spelling only.
std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace flows::base
