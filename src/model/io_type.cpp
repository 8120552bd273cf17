#include "model/io_type.h"

#include <array>

namespace flows::model {
namespace {

struct Spelling {
  IoType type;
  std::string_view text;
  std::string_view upper;
};

constexpr std::array<Spelling, 5> kSpellings = {{
    {IoType::kString, "String", "STRING"},
    {IoType::kNumber, "Number", "NUMBER"},
    {IoType::kBoolean, "Boolean", "BOOLEAN"},
    {IoType::kObject, "Object", "OBJECT"},
    {IoType::kArray, "Array", "ARRAY"},
}};

const Spelling& spelling(IoType type) { return kSpellings.at(static_cast<std::size_t>(type)); }

}  // namespace

std::string_view to_text(IoType type) { return spelling(type).text; }

std::string_view to_upper_text(IoType type) { return spelling(type).upper; }

std::optional<IoType> parse_io_type(std::string_view text) {
  for (const Spelling& row : kSpellings) {
    if (row.text == text) return row.type;
  }
  return std::nullopt;
}

std::optional<IoType> type_of(const base::Json& value) {
  if (value.is_string()) return IoType::kString;
  if (value.is_number()) return IoType::kNumber;
  if (value.is_boolean()) return IoType::kBoolean;
  if (value.is_object()) return IoType::kObject;
  if (value.is_array()) return IoType::kArray;
  return std::nullopt;
}

std::string_view upper_type_name(const base::Json& value) {
  const std::optional<IoType> type = type_of(value);
  return type ? to_upper_text(*type) : "NULL";
}

}  // namespace flows::model
