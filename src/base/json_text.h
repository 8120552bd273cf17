#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flows::base {

// Appends `text` to `out` as a JSON string, quotes included. Bytes above 0x7F pass unchanged.
void append_json_string(std::string& out, std::string_view text);

// Writes one JSON object by appending, in the order of the calls: for answers whose parts are
// already text, where building a tree and printing it would cost a hundred times as much.
class ObjectText {
 public:
  ObjectText() : text_("{") {}

  ObjectText& string(std::string_view name, std::string_view value);
  // Members without a value are left out.
  ObjectText& string_if(std::string_view name, const std::optional<std::string>& value);
  ObjectText& number(std::string_view name, std::int64_t value);
  // `json` is a finished JSON text; it is trusted.
  ObjectText& raw(std::string_view name, std::string_view json);
  ObjectText& raw_if(std::string_view name, const std::optional<std::string>& json);

  // The finished text. Call it once, last.
  std::string finish();

 private:
  void key(std::string_view name);

  std::string text_;
};

// A JSON list of what `to_text` gives for each item: finished JSON texts, which are trusted.
template <class Items, class ToText>
std::string list_text(const Items& items, const ToText& to_text) {
  std::string text = "[";
  for (const auto& item : items) {
    if (text.size() > 1) text += ',';
    text += to_text(item);
  }
  text += ']';
  return text;
}

}  // namespace flows::base
