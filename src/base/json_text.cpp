#include "base/json_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

#include "base/text/hex.h"

namespace flows::base {

namespace {

bool is_escaped(char character) {
  return static_cast<unsigned char>(character) < 0x20 || character == '"' || character == '\\';
}

// Checks whether one of eight bytes is below 0x20, a quote or a backslash, which JSON escapes.
bool has_escaped(std::uint64_t eight) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighs = 0x8080808080808080;
  const auto has_zero = [](std::uint64_t word) { return (word - kOnes) & ~word; };
  const std::uint64_t below_space = (eight - kOnes * 0x20) & ~eight;
  const std::uint64_t found =
      below_space | has_zero(eight ^ kOnes * '"') | has_zero(eight ^ kOnes * '\\');
  return (found & kHighs) != 0;
}

// Checks that nothing in `text` must be escaped. Eight bytes are tested at once, since most of what
// the server writes is plain text.
bool is_plain(std::string_view text) {
  constexpr std::size_t kStep = sizeof(std::uint64_t);
  if (text.empty()) return true;
  std::uint64_t eight = 0x2020202020202020;  // spaces
  if (text.size() < kStep) {
    std::memcpy(&eight, text.data(), text.size());
    return !has_escaped(eight);
  }
  for (std::size_t at = 0; at + kStep <= text.size(); at += kStep) {
    std::memcpy(&eight, text.data() + at, kStep);
    if (has_escaped(eight)) return false;
  }
  std::memcpy(&eight, text.data() + text.size() - kStep, kStep);
  return !has_escaped(eight);
}

// Collects short texts, so that they are appended to a string at once: every append has to check
// the capacity of the string again.
class Piece {
 public:
  static constexpr std::size_t kTextBytesMax = 200;  // of all texts together

  Piece& operator+=(char character) {
    bytes_[size_++] = character;
    return *this;
  }
  Piece& operator+=(std::string_view text) {
    std::copy(text.begin(), text.end(), bytes_.data() + size_);
    size_ += text.size();
    return *this;
  }
  // Adds the name of a member, preceded by a comma unless it is the first one.
  void begin_member(const std::string& object, std::string_view name) {
    if (object.back() != '{') *this += ',';
    *this += '"';
    *this += name;
    *this += R"(":)";
  }
  void append_to(std::string& out) const { out.append(bytes_.data(), size_); }

 private:
  static constexpr std::size_t kMarksMax = 6;
  std::array<char, kTextBytesMax + kMarksMax> bytes_{};
  std::size_t size_ = 0;
};

void append_escaped(std::string& out, char character) {
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
  out += kHexDigits[byte >> 4];
  out += kHexDigits[byte & 0xF];
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

namespace {

// Appends a member's name, which may be of any length and hold any character.
std::string& append_member(std::string& object, std::string_view name) {
  if (object.back() != '{') object += ',';
  append_json_string(object, name);
  object += ':';
  return object;
}

}  // namespace

std::string& ObjectText::plain_member(std::string_view name) {
  if (name.size() > Piece::kTextBytesMax) return append_member(text_, name);
  Piece piece;
  piece.begin_member(text_, name);
  piece.append_to(text_);
  return text_;
}

std::string& ObjectText::member(std::string_view name) {
  return is_plain(name) ? plain_member(name) : append_member(text_, name);
}

ObjectText& ObjectText::plain_string(std::string_view name, std::string_view value) {
  if (name.size() + value.size() > Piece::kTextBytesMax || !is_plain(value)) {
    append_json_string(plain_member(name), value);
    return *this;
  }
  Piece piece;
  piece.begin_member(text_, name);
  piece += '"';
  piece += value;
  piece += '"';
  piece.append_to(text_);
  return *this;
}

ObjectText& ObjectText::string(std::string_view name, std::string_view value) {
  if (is_plain(name)) return plain_string(name, value);
  append_json_string(member(name), value);
  return *this;
}

ObjectText& ObjectText::string_if(std::string_view name, const std::optional<std::string>& value) {
  return value ? string(name, *value) : *this;
}

ObjectText& ObjectText::number(std::string_view name, std::int64_t value) {
  std::array<char, std::numeric_limits<std::int64_t>::digits10 + 2> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  member(name).append(digits.data(), end.ptr);
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
