#include "base/text/percent.h"

#include "base/text/ascii.h"
#include "base/text/hex.h"

namespace flows::base {

std::string percent_encode(std::string_view text, std::string_view also_plain) {
  constexpr std::string_view kPlain = "-._~";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_alphanumeric(c) || kPlain.find(c) != kPlain.npos || also_plain.find(c) != text.npos) {
      out += c;
      continue;
    }
    const auto value = static_cast<unsigned char>(c);
    out += '%';
    out += to_upper(kHexDigits[value >> 4U]);
    out += to_upper(kHexDigits[value & 0xFU]);
  }
  return out;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    const auto high = at + 2 < text.size() ? hex_value(text[at + 1]) : std::nullopt;
    const auto low = at + 2 < text.size() ? hex_value(text[at + 2]) : std::nullopt;
    if (!high || !low) return std::nullopt;
    out += static_cast<char>(*high * 16 + *low);
    at += 2;
  }
  return out;
}

}  // namespace flows::base
