#include "base/text/utf8.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace flows::base {
namespace {

constexpr std::uint64_t kHighestBits = 0x8080808080808080;

constexpr bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// The number of bytes of the first character of `text`, which must not be empty; 0 if that
// character is malformed.
std::size_t first_character_bytes(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (text.size() < length || !std::ranges::all_of(text.substr(1, length - 1), is_continuation)) {
    return 0;
  }
  // The second byte excludes overlong forms, surrogates and what lies above U+10FFFF.
  const auto second = static_cast<unsigned char>(text[1]);
  const bool excluded = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  return excluded ? 0 : length;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = first_character_bytes(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::size_t character_bytes(std::string_view text, std::size_t offset) {
  return offset < text.size() ? first_character_bytes(text.substr(offset)) : 0;
}

std::size_t count_characters(std::string_view text) {
  const std::size_t bytes = text.size();
  std::size_t continuations = 0;
  std::uint64_t eight = 0;
  for (; text.size() >= sizeof(eight); text.remove_prefix(sizeof(eight))) {
    std::memcpy(&eight, text.data(), sizeof(eight));
    // Marks each byte 10xxxxxx, which continues a character: its highest bit is set, the next is
    // not.
    continuations += static_cast<std::size_t>(std::popcount(eight & ~(eight << 1) & kHighestBits));
  }
  continuations += static_cast<std::size_t>(std::ranges::count_if(text, is_continuation));
  return bytes - continuations;
}

std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    if (!is_continuation(text[end]) && count-- == 0) break;
  }
  return text.substr(0, end);
}

}  // namespace flows::base
