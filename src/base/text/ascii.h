#pragma once

#include <algorithm>
#include <string>
#include <string_view>

// Characters as HTTP and the AWS formats define them, independent of the locale. A byte outside
// ASCII is neither a letter nor a digit.
namespace flows::base {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

constexpr bool is_letter(char c) { return is_lower(c) || is_upper(c); }

constexpr bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }

constexpr bool is_white_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

// Returns the text in lower case.
inline std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), to_lower);
  return out;
}

// Returns the text in upper case.
inline std::string uppered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), to_upper);
  return out;
}

// Turns "InlineCode" into "inlineCode".
inline std::string with_lower_first(std::string_view text) {
  std::string out(text);
  if (!out.empty()) out.front() = to_lower(out.front());
  return out;
}

// Returns the text without white space at its ends.
constexpr std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_white_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_white_space(text.back())) text.remove_suffix(1);
  return text;
}

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, to_lower, to_lower);
}

}  // namespace flows::base
