#include "base/json.h"

#include "base/json_text.h"

namespace flows::base {
namespace {

bool is_ascii(std::string_view text) {
  unsigned char all = 0;
  for (const char character : text) all |= static_cast<unsigned char>(character);
  return all < 0x80;
}

void append_text(std::string& out, const std::string& text) {
  if (is_ascii(text)) {
    append_json_string(out, text);
  } else {
    out += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  }
}

void append_members(std::string& out, const Json::object_t& members) {
  out += '{';
  for (const auto& [name, value] : members) {
    if (out.back() != '{') out += ',';
    append_text(out, name);
    out += ':';
    append_json(out, value);
  }
  out += '}';
}

}  // namespace

void append_json(std::string& out, const Json& value) {
  if (value.is_object()) {
    append_members(out, value.get_ref<const Json::object_t&>());
  } else if (value.is_array()) {
    append_list(out, value, append_json);
  } else if (value.is_string()) {
    append_text(out, value.get_ref<const std::string&>());
  } else {
    out += value.dump();
  }
}

std::string to_text(const Json& value) {
  std::string text;
  append_json(text, value);
  return text;
}

const Json* find_member(const Json& value, std::string_view name) {
  if (!value.is_object()) return nullptr;
  const auto member = value.find(name);
  return member == value.end() ? nullptr : &*member;
}

}  // namespace flows::base
