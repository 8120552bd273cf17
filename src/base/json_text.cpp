#include "base/json_text.h"

#include <algorithm>
#include <utility>

namespace flows::base {

namespace {

bool is_escaped(char character) {
  return static_cast<unsigned char>(character) < 0x20 || character == '"' || character == '\\';
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

void ObjectText::key(std::string_view name) {
  if (text_.size() > 1) text_ += ',';
  append_json_string(text_, name);
  text_ += ':';
}

ObjectText& ObjectText::string(std::string_view name, std::string_view value) {
  key(name);
  append_json_string(text_, value);
  return *this;
}

ObjectText& ObjectText::string_if(std::string_view name, const std::optional<std::string>& value) {
  return value ? string(name, *value) : *this;
}

ObjectText& ObjectText::number(std::string_view name, std::int64_t value) {
  key(name);
  text_ += std::to_string(value);
  return *this;
}

ObjectText& ObjectText::raw(std::string_view name, std::string_view json) {
  key(name);
  text_ += json;
  return *this;
}

ObjectText& ObjectText::raw_if(std::string_view name, const std::optional<std::string>& json) {
  return json ? raw(name, *json) : *this;
}

std::string ObjectText::finish() {
  text_ += '}';
  return std::move(text_);
}

}  // namespace flows::base
