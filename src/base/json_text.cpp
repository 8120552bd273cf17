#include "base/json_text.h"

#include <utility>

namespace flows::base {

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    switch (character) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      default:
        if (byte < 0x20) {
          out += "\\u00";
          out += kHex[byte >> 4];
          out += kHex[byte & 0xF];
        } else {
          out += character;
        }
    }
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
