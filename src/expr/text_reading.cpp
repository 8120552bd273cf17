#include "expr/text_reading.h"

#include <fmt/format.h>

#include <algorithm>

namespace flows::expr {
namespace {

unsigned char byte_at(std::string_view text, std::size_t offset) {
  return offset < text.size() ? static_cast<unsigned char>(text[offset]) : 0;
}

bool is_continuation(unsigned char byte) { return (byte & 0xC0U) == 0x80U; }

// UTF-8 excludes longer forms than needed, surrogates, and what lies beyond U+10FFFF: each shows in
// the second byte.
bool second_byte_fits(unsigned char first, unsigned char second) {
  switch (first) {
    case 0xE0: return second >= 0xA0;
    case 0xED: return second <= 0x9F;
    case 0xF0: return second >= 0x90;
    case 0xF4: return second <= 0x8F;
    default: return true;
  }
}

std::size_t announced_bytes(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

bool is_escape(std::string_view text, std::size_t offset, char quote) {
  if (text[offset] != '\\' || offset + 1 == text.size()) return false;
  return text[offset + 1] == quote || text[offset + 1] == '\\';
}

}  // namespace

base::Error fault_at(std::string_view text, std::size_t offset, std::string_view what) {
  const std::string_view before = text.substr(0, offset);
  const auto character = 1 + std::count_if(before.begin(), before.end(), [](char byte) {
                           return !is_continuation(static_cast<unsigned char>(byte));
                         });
  return base::Error{base::ErrorCode::kValidation,
                     fmt::format("At character {}: {}.", character, what)};
}

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

bool is_ascii_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

bool is_white_space(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

std::size_t character_bytes(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return 0;
  const unsigned char first = byte_at(text, offset);
  const std::size_t bytes = announced_bytes(first);
  for (std::size_t i = 1; i < bytes; ++i) {
    if (!is_continuation(byte_at(text, offset + i))) return 0;
  }
  if (bytes > 1 && !second_byte_fits(first, byte_at(text, offset + 1))) return 0;
  return bytes;
}

std::string describe_character(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return "the end of the expression";
  const std::size_t bytes = character_bytes(text, offset);
  const unsigned char first = byte_at(text, offset);
  if (bytes == 0 || first < 0x20 || first == 0x7F) return fmt::format("the byte 0x{:02X}", first);
  return fmt::format("'{}'", text.substr(offset, bytes));
}

std::size_t find_quoted_end(std::string_view text, std::size_t start) {
  const char quote = text[start];
  for (std::size_t at = start + 1; at < text.size(); ++at) {
    if (text[at] == quote) return at + 1;
    if (is_escape(text, at, quote)) ++at;
  }
  return std::string_view::npos;
}

base::Result<QuotedText> read_quoted(std::string_view text, std::size_t start) {
  const std::size_t end = find_quoted_end(text, start);
  if (end == std::string_view::npos) return fault_at(text, start, "the quoted text never ends");
  QuotedText quoted{.content = {}, .end = end};
  for (std::size_t at = start + 1; at + 1 < end; ++at) {
    if (is_escape(text, at, text[start])) ++at;
    quoted.content.push_back(text[at]);
  }
  return quoted;
}

}  // namespace flows::expr
