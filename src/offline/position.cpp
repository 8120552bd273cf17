#include "offline/position.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/check.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "offline/intrinsics.h"
#include "offline/template_source.h"

namespace flows::offline {
namespace {

using base::Json;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::optional<std::size_t> index_of(std::string_view part) {
  std::size_t index = 0;
  const auto [end, failure] = std::from_chars(part.data(), part.data() + part.size(), index);
  if (failure != std::errc{} || end != part.data() + part.size()) return std::nullopt;
  return index;
}

// Returns the part of `at` to which one step of a path leads, or nullptr if there is none. Changes
// `part` to the spelling in the document.
const Json* step(const Json& at, std::string& part) {
  if (Evaluator::is_call(at)) return nullptr;
  if (at.is_array()) {
    const auto index = index_of(part);
    if (!index || *index >= at.size()) return nullptr;
    // A function may return no item at all, which shifts the indexes of the items behind it.
    const auto before = at.begin() + static_cast<Json::difference_type>(*index);
    return std::any_of(at.begin(), before, Evaluator::is_call) ? nullptr : &at[*index];
  }
  if (const Json* same = base::find_member(at, part)) return same;
  if (!at.is_object()) return nullptr;
  for (const auto& [name, value] : at.items()) {
    if (base::with_lower_first(name) != part) continue;
    part = name;
    return &value;
  }
  return nullptr;
}

// Returns the part of a path that exists in `content`, with names as they are spelled there.
Path existing_part(const Json& content, const Path& path) {
  Path existing;
  const Json* at = &content;
  for (std::string part : path) {
    at = step(*at, part);
    if (at == nullptr) break;
    existing.push_back(std::move(part));
  }
  return existing;
}

// Walks over a text that has been parsed before and therefore is valid JSON.
class JsonWalk {
 public:
  explicit JsonWalk(std::string_view text) : text_(text) {
    if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    skip_space();
  }

  // Returns the byte at which the value at the end of `path` begins. Requires that the value
  // exists.
  std::size_t find(const Path& path) {
    for (const std::string& part : path) {
      if (text_[at_] == '[') {
        enter_item(index_of(part).value());
      } else {
        enter_member(part);
      }
    }
    return at_;
  }

 private:
  void skip_space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

  void skip_string() {
    for (++at_; text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
  }

  // Skips a value and everything up to the next one.
  void skip_value() {
    std::size_t depth = 0;
    do {
      const char first = text_[at_];
      if (first == '"') {
        skip_string();
      } else {
        if (first == '{' || first == '[') ++depth;
        if (first == '}' || first == ']') --depth;
        ++at_;
        if (depth == 0 && first != '}' && first != ']') {
          at_ = std::min(text_.find_first_of(",]}", at_), text_.size());
        }
      }
    } while (depth > 0);
    skip_separator();
  }

  // Moves to the next name, value or closing bracket.
  void skip_separator() {
    skip_space();
    if (at_ < text_.size() && (text_[at_] == ',' || text_[at_] == ':')) {
      ++at_;
      skip_space();
    }
  }

  void enter_item(std::size_t index) {
    ++at_;
    skip_space();
    for (; index > 0; --index) skip_value();
  }

  // If a name is repeated, its last value counts.
  void enter_member(const std::string& name) {
    ++at_;
    skip_space();
    std::size_t found = text_.npos;
    while (text_[at_] != '}') {
      const std::size_t start = at_;
      skip_string();
      const std::string_view quoted = text_.substr(start, at_ - start);
      skip_separator();
      if (is_name(quoted, name)) found = at_;
      skip_value();
    }
    CHECK(found != text_.npos, "the path is there");
    at_ = found;
  }

  static bool is_name(std::string_view quoted, const std::string& name) {
    if (quoted.find('\\') == quoted.npos) return quoted.substr(1, quoted.size() - 2) == name;
    const auto parsed = base::parse_json(quoted);
    return parsed && *parsed == name;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

Position position_of(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte);
  const std::size_t line_start = before.rfind('\n') + 1;  // 0 if there is no line break
  std::string_view line = before.substr(line_start);
  if (line_start == 0 && line.starts_with(kByteOrderMark)) {
    line.remove_prefix(kByteOrderMark.size());
  }
  return {.line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
          .column = base::count_characters(line) + 1};
}

}  // namespace

struct Locator::YamlTree {
  YAML::Node root;
};

std::size_t Locator::find_in_yaml(const Path& path) const {
  if (yaml_ == nullptr) {
    yaml_ = std::make_shared<const YamlTree>(YamlTree{YAML::Load(document_.text)});
  }
  YAML::Node at = yaml_->root;
  for (const std::string& part : path) {
    if (at.IsSequence()) {
      at.reset(at[index_of(part).value()]);
      continue;
    }
    for (const auto& member : at) {
      if (member.first.Scalar() != part) continue;
      at.reset(member.second);
      break;
    }
  }
  const auto byte = static_cast<std::size_t>(std::max(at.Mark().pos, 0));
  return document_.text.starts_with(kByteOrderMark) ? byte + kByteOrderMark.size() : byte;
}

Json::json_pointer pointer_of_field(std::string_view field) {
  std::vector<std::string> parts;
  while (!field.empty()) {
    const std::string_view part = field.substr(0, field.find('.'));
    std::size_t number = 0;
    if (part == "member" && !parts.empty()) {
      std::string& counted = parts.back();
      const char* const end = counted.data() + counted.size();
      if (std::from_chars(counted.data(), end, number).ptr == end && number > 0) {
        counted = std::to_string(number - 1);
      }
    } else {
      parts.emplace_back(part);
    }
    field.remove_prefix(std::min(part.size() + 1, field.size()));
  }
  Json::json_pointer pointer;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0 || parts[i] != "definition") pointer /= std::move(parts[i]);
  }
  return pointer;
}

Path path_of(Json::json_pointer pointer) {
  Path path;
  for (; !pointer.empty(); pointer.pop_back()) path.push_back(pointer.back());
  std::reverse(path.begin(), path.end());
  return path;
}

Position Locator::find(const Path& place, const Path& inner) const {
  Path whole = place;
  whole.insert(whole.end(), inner.begin(), inner.end());
  const Path path = existing_part(document_.content, whole);
  return position_of(document_.text,
                     document_.is_yaml ? find_in_yaml(path) : JsonWalk(document_.text).find(path));
}

}  // namespace flows::offline
