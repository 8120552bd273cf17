#include "rules/json_place.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>

namespace flows::rules {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;

std::string escaped(std::string_view name) {
  std::string token;
  token.reserve(name.size());
  for (const char c : name) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

// Returns the whole number that `value` stands for; nullopt if it is not one or is above
// kJsonIntegerMax.
std::optional<std::int64_t> whole_number(const Json& value) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(kJsonIntegerMax)) return std::nullopt;
    return static_cast<std::int64_t>(number);
  }
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_number_float()) return std::nullopt;
  const auto number = value.get<double>();
  if (std::trunc(number) != number) return std::nullopt;
  if (std::abs(number) > static_cast<double>(kJsonIntegerMax)) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

}  // namespace

Error JsonPlace::fault(std::string_view what) const {
  std::string message =
      pointer_.empty() ? std::string(what) : fmt::format("{}: {}", pointer_, what);
  return Error{ErrorCode::kValidation, std::move(message)};
}

Result<std::vector<JsonPlace>> JsonPlace::members() const {
  if (!value_->is_object())
    return fault(fmt::format("must be an object, not {}", value_->type_name()));
  std::vector<JsonPlace> members;
  members.reserve(value_->size());
  for (const auto& [name, value] : value_->items()) {
    members.push_back(JsonPlace(*this, value, fmt::format("{}/{}", pointer_, escaped(name)), name));
  }
  return members;
}

Result<std::vector<JsonPlace>> JsonPlace::items(std::size_t items_max) const {
  if (!value_->is_array()) return fault(fmt::format("must be a list, not {}", value_->type_name()));
  if (value_->size() > items_max) {
    return fault(fmt::format("has {} items; at most {} are allowed", value_->size(), items_max));
  }
  std::vector<JsonPlace> items;
  items.reserve(value_->size());
  for (const Json& value : *value_) {
    items.push_back(JsonPlace(*this, value, fmt::format("{}/{}", pointer_, items.size()), {}));
  }
  return items;
}

Result<std::string> JsonPlace::text() const {
  if (!value_->is_string()) {
    return fault(fmt::format("must be a string, not {}", value_->type_name()));
  }
  return value_->get<std::string>();
}

Result<std::string> JsonPlace::text_not_empty() const {
  ASSIGN_OR_RETURN(std::string text, this->text());
  if (text.empty()) return fault("must not be empty");
  return text;
}

Result<std::int64_t> JsonPlace::integer(std::int64_t min, std::int64_t max) const {
  const auto number = whole_number(*value_);
  if (!number || *number < min || *number > max) {
    return fault(fmt::format("must be a whole number from {} to {}", min, max));
  }
  return *number;
}

std::string cut_short(std::string_view text) {
  constexpr std::size_t kBytesMax = 100;
  if (text.size() <= kBytesMax) return std::string(text);
  std::size_t end = kBytesMax;
  // A byte 10xxxxxx continues a character; cutting before it would leave half of one.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return fmt::format("{}…", text.substr(0, end));
}

std::string in_quotes(std::string_view text) { return fmt::format("\"{}\"", cut_short(text)); }

Error unknown_key(const JsonPlace& place, const std::vector<std::string_view>& known) {
  return place.fault(fmt::format("unknown key; the keys here are {}", fmt::join(known, ", ")));
}

Error key_not_served(const JsonPlace& place) {
  return place.fault(
      fmt::format("\"{}\" is known, but this version does not serve it", place.name()));
}

}  // namespace flows::rules
