#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/text/ascii.h"

namespace flows::rules {

// Checks for a character of the names of such values.
constexpr bool is_name_character(char c) { return base::is_alphanumeric(c) || c == '_'; }

// Leads to a value among those that a subject has by name: "order" to the value of that name,
// "order.items.0.id" to a part of it. After each dot stands the name of a member, or the position
// of an item of a list, from 0. Immutable.
class ValuePath {
 public:
  // Returns nullopt unless `text` begins with a name of ASCII letters, digits and underscores, and
  // no part after a dot is empty.
  static std::optional<ValuePath> parse(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string_view name() const {
    return std::string_view(text_).substr(0, name_end_);
  }

  // Returns what the path leads to, given the value of its name or nullptr; nullptr if there is no
  // such part.
  [[nodiscard]] const base::Json* find(const base::Json* named) const;

 private:
  ValuePath(std::string text, std::size_t name_end) : text_(std::move(text)), name_end_(name_end) {}

  std::string text_;
  std::size_t name_end_;
};

}  // namespace flows::rules
