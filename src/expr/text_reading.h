#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

// What the parsers of both expression languages share. All offsets are in bytes; all error messages
// count characters.
namespace flows::expr {

// Returns kValidation with the message "At character N: <what>.", where N counts characters (not
// bytes) from 1. `offset` may be the end of `text`.
base::Error fault_at(std::string_view text, std::size_t offset, std::string_view what);

// Describes the character at `offset` for messages: in quotes, as a byte in hexadecimal if it is a
// control character or not UTF-8, or as "the end of the expression".
[[nodiscard]] std::string describe_character(std::string_view text, std::size_t offset);

struct QuotedText {
  std::string content;  // escapes resolved
  std::size_t end = 0;  // offset behind the closing quote
};

// Returns the offset behind the quoted text that opens at `start`, or npos if it never closes.
// Inside, a backslash escapes the quote character and another backslash; before anything else it is
// an ordinary character.
[[nodiscard]] std::size_t find_quoted_end(std::string_view text, std::size_t start);

// Reads the quoted text that opens at `start`. Errors: kValidation if it never closes.
base::Result<QuotedText> read_quoted(std::string_view text, std::size_t start);

}  // namespace flows::expr
