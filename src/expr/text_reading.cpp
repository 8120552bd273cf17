#include "expr/text_reading.h"

#include <fmt/format.h>

#include "base/text/utf8.h"

namespace flows::expr {
namespace {

unsigned char byte_at(std::string_view text, std::size_t offset) {
  return offset < text.size() ? static_cast<unsigned char>(text[offset]) : 0;
}

bool is_escape(std::string_view text, std::size_t offset, char quote) {
  if (text[offset] != '\\' || offset + 1 == text.size()) return false;
  return text[offset + 1] == quote || text[offset + 1] == '\\';
}

}  // namespace

base::Error fault_at(std::string_view text, std::size_t offset, std::string_view what) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t character = 1 + base::count_characters(before);
  return base::Error{base::ErrorCode::kValidation,
                     fmt::format("At character {}: {}.", character, what)};
}

std::string describe_character(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return "the end of the expression";
  const std::size_t bytes = base::character_bytes(text, offset);
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
