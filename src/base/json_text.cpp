#include "base/json_text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

namespace flows::base {

namespace {

bool is_escaped(char character) {
  return static_cast<unsigned char>(character) < 0x20 || character == '"' || character == '\\';
}

// Whether a byte of eight is below 0x20, a quote or a backslash.
bool has_escaped(std::uint64_t eight) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighs = 0x8080808080808080;
  const auto has_zero = [](std::uint64_t word) { return (word - kOnes) & ~word; };
  const std::uint64_t below_space = (eight - kOnes * 0x20) & ~eight;
  const std::uint64_t found =
      below_space | has_zero(eight ^ kOnes * '"') | has_zero(eight ^ kOnes * '\\');
  return (found & kHighs) != 0;
}

// Eight bytes at once: nearly every text is plain, and most of what the server writes are texts.
bool is_plain(std::string_view text) {
  std::uint64_t eight = 0;
  for (; text.size() >= sizeof(eight); text.remove_prefix(sizeof(eight))) {
    std::memcpy(&eight, text.data(), sizeof(eight));
    if (has_escaped(eight)) return false;
  }
  return std::ranges::none_of(text, is_escaped);
}

void append_escaped(std::string& out, char character) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (character) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    default: break;
  }
  const auto byte = static_cast<unsigned char>(character);
  out += "\\u00";
  out += kHex[byte >> 4];
  out += kHex[byte & 0xF];
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  if (is_plain(text)) {
    out.append(text).append(1, '"');
    return;
  }
  while (!text.empty()) {
    const auto* const end = std::ranges::find_if(text, is_escaped);
    const auto plain = static_cast<std::size_t>(end - text.begin());
    out.append(text.data(), plain);
    if (plain == text.size()) break;
    append_escaped(out, text[plain]);
    text.remove_prefix(plain + 1);
  }
  out += '"';
}

std::string& ObjectText::member(std::string_view name) {
  if (text_.back() != '{') text_ += ',';
  append_json_string(text_, name);
  text_ += ':';
  return text_;
}

ObjectText& ObjectText::string(std::string_view name, std::string_view value) {
  append_json_string(member(name), value);
  return *this;
}

ObjectText& ObjectText::string_if(std::string_view name, const std::optional<std::string>& value) {
  return value ? string(name, *value) : *this;
}

ObjectText& ObjectText::number(std::string_view name, std::int64_t value) {
  member(name) += std::to_string(value);
  return *this;
}

ObjectText& ObjectText::flag(std::string_view name, bool value) {
  return raw(name, value ? "true" : "false");
}

ObjectText& ObjectText::raw(std::string_view name, std::string_view json) {
  member(name) += json;
  return *this;
}

ObjectText& ObjectText::raw_if(std::string_view name, const std::optional<std::string>& json) {
  return json ? raw(name, *json) : *this;
}

std::string ObjectText::finish() {
  close();
  return std::move(own_);
}

}  // namespace flows::base
