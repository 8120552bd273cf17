#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

// What the two expression languages read alike. All offsets are bytes; all faults name characters.
namespace flows::expr {

// kValidation with "At character N: what.", N counting characters (not bytes) from 1. `offset` may
// be the end of `text`.
base::Error fault_at(std::string_view text, std::size_t offset, std::string_view what);

// The character at `offset` in quotes, or "the end of the expression", for messages.
[[nodiscard]] std::string describe_character(std::string_view text, std::size_t offset);

struct QuotedText {
  std::string content;  // escapes resolved
  std::size_t end = 0;  // offset behind the closing quote
};

// The offset behind the quoted text that opens at `start`, or npos if it never closes. Inside, a
// backslash protects the quote character and another backslash; before anything else it is an
// ordinary character.
[[nodiscard]] std::size_t find_quoted_end(std::string_view text, std::size_t start);

// Reads the quoted text that opens at `start`. Errors: kValidation if it never closes.
base::Result<QuotedText> read_quoted(std::string_view text, std::size_t start);

}  // namespace flows::expr
