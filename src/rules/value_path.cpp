#include "rules/value_path.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "base/text/ascii.h"

namespace flows::rules {
namespace {

using base::Json;

const Json* find_item(const Json& list, std::string_view position) {
  std::size_t at = 0;
  const char* const end = position.data() + position.size();
  const auto parsed = std::from_chars(position.data(), end, at);
  const bool is_position = parsed.ec == std::errc() && parsed.ptr == end;
  return is_position && at < list.size() ? &list[at] : nullptr;
}

}  // namespace

std::optional<ValuePath> ValuePath::parse(std::string_view text) {
  const std::size_t name_end = std::min(text.find('.'), text.size());
  if (name_end == 0 || !std::ranges::all_of(text.substr(0, name_end), is_name_character)) {
    return std::nullopt;
  }
  if (text.ends_with('.') || text.find("..") != text.npos) return std::nullopt;
  return ValuePath(std::string(text), name_end);
}

const Json* ValuePath::find(const Json* named) const {
  std::string_view rest = std::string_view(text_).substr(name_end_);
  const Json* value = named;
  while (value != nullptr && !rest.empty()) {
    rest.remove_prefix(1);  // removes the dot
    const std::string_view part = rest.substr(0, rest.find('.'));
    rest.remove_prefix(part.size());
    value = value->is_array() ? find_item(*value, part) : base::find_member(*value, part);
  }
  return value;
}

}  // namespace flows::rules
