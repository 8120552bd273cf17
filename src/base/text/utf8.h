#pragma once

#include <cstddef>
#include <string_view>

namespace flows::base {

// Checks whether `text` is well-formed UTF-8: no overlong forms, no surrogates, nothing above
// U+10FFFF.
bool is_utf8(std::string_view text);

// Returns the number of bytes of the character at `offset`; 0 if they are not UTF-8 or if the text
// ends there.
std::size_t character_bytes(std::string_view text, std::size_t offset);

// Returns the number of characters in a UTF-8 text.
std::size_t count_characters(std::string_view text);

// Returns the first `count` characters of a UTF-8 text.
std::string_view first_characters(std::string_view text, std::size_t count);

}  // namespace flows::base
