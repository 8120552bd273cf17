#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flows::base {

// Appends `text` to `out` as a JSON string, quotes included. Bytes above 0x7F pass unchanged.
void append_json_string(std::string& out, std::string_view text);

// Writes one JSON object by appending its members in the order of the calls. It serves responses
// whose parts are already text, where a tree would cost a hundred times as much.
class ObjectText {
 public:
  ObjectText() : text_(own_) { text_ += '{'; }
  // Appends to `out`, which must outlive this object. The caller ends it with `close`.
  explicit ObjectText(std::string& out) : text_(out) { text_ += '{'; }
  ObjectText(const ObjectText&) = delete;
  ObjectText& operator=(const ObjectText&) = delete;

  ObjectText& string(std::string_view name, std::string_view value);
  // The overloads for string literals require a name without characters that must be escaped.
  template <std::size_t kSize>
  ObjectText& string(const char (&name)[kSize], std::string_view value) {
    return plain_string({name, kSize - 1}, value);
  }
  // Leaves the member out if there is no value.
  ObjectText& string_if(std::string_view name, const std::optional<std::string>& value);
  ObjectText& number(std::string_view name, std::int64_t value);
  ObjectText& flag(std::string_view name, bool value);
  // `json` must be a complete JSON text; it is not checked.
  ObjectText& raw(std::string_view name, std::string_view json);
  ObjectText& raw_if(std::string_view name, const std::optional<std::string>& json);

  // Begins a member and returns the text to which the caller appends its value, one complete JSON
  // text.
  std::string& member(std::string_view name);
  template <std::size_t kSize>
  std::string& member(const char (&name)[kSize]) {
    return plain_member({name, kSize - 1});
  }

  // One of these two must be called once, at the end. `finish` returns the text of an object that
  // was constructed without `out`.
  void close() { text_ += '}'; }
  std::string finish();

 private:
  // The names must not contain characters that JSON escapes.
  ObjectText& plain_string(std::string_view name, std::string_view value);
  std::string& plain_member(std::string_view name);

  std::string own_;
  std::string& text_;  // own_ or another
};

// Appends a JSON list to `out`; `append(out, item)` must append a complete JSON text.
template <class Items, class Append>
void append_list(std::string& out, const Items& items, const Append& append) {
  out += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    append(out, item);
  }
  out += ']';
}

// Returns a JSON list; `to_text` must return a complete JSON text for each item.
template <class Items, class ToText>
std::string list_text(const Items& items, const ToText& to_text) {
  std::string text;
  append_list(text, items,
              [&to_text](std::string& out, const auto& item) { out += to_text(item); });
  return text;
}

}  // namespace flows::base
