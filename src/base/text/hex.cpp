#include "base/text/hex.h"

#include "base/text/ascii.h"

namespace flows::base {

std::string hex(std::string_view bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += kHexDigits[value >> 4U];
    text += kHexDigits[value & 0xFU];
  }
  return text;
}

std::optional<unsigned> hex_value(char digit) {
  const std::size_t value = kHexDigits.find(to_lower(digit));
  if (value == kHexDigits.npos) return std::nullopt;
  return static_cast<unsigned>(value);
}

}  // namespace flows::base
