#include "wire/violations.h"

#include <fmt/format.h>

#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "base/text/utf8.h"

namespace flows::wire {
namespace {

namespace limits = base::limits;

// A character has at most four bytes, so a longer text is certain to be cut.
constexpr std::size_t kEchoedBytesMax = 4 * (limits::kEchoedCharactersMax + 1);

// Appends a value as AWS prints it, [a, b] and {key=value}. Stops early once `out` is too long to
// be shown whole.
void append_value(std::string& out, const base::Json& value) {
  if (out.size() > kEchoedBytesMax) return;
  std::string_view separator;
  if (value.is_string()) {
    out += base::first_characters(value.get_ref<const std::string&>(),
                                  limits::kEchoedCharactersMax + 1);
  } else if (value.is_array()) {
    out += '[';
    for (const base::Json& item : value) {
      if (out.size() > kEchoedBytesMax) return;
      out += std::exchange(separator, ", ");
      append_value(out, item);
    }
    out += ']';
  } else if (value.is_object()) {
    out += '{';
    for (const auto& [name, item] : value.items()) {
      if (out.size() > kEchoedBytesMax) return;
      out += std::exchange(separator, ", ");
      out += base::first_characters(name, limits::kEchoedCharactersMax + 1);
      out += '=';
      append_value(out, item);
    }
    out += '}';
  } else {
    out += base::to_text(value);
  }
}

std::string echo(const base::Json& value) {
  std::string text;
  append_value(text, value);
  const std::string_view shown = base::first_characters(text, limits::kEchoedCharactersMax);
  if (shown.size() == text.size()) return text;
  return std::string(shown) + "...";
}

}  // namespace

std::string MemberPath::text() const {
  std::string text = parent == nullptr ? "" : parent->text();
  if (list_index == 0 && name.empty() && !map_value) return text;  // the request itself
  if (!text.empty()) text += '.';
  if (list_index != 0) return text + fmt::format("{}.member", list_index);
  text += base::first_characters(name, limits::kEchoedCharactersMax);
  if (map_value) text += ".member";
  return text;
}

void Violations::add(const MemberPath& path, const base::Json* value, bool sensitive,
                     std::string_view constraint) {
  ++count_;
  if (listed_.size() == limits::kViolationsMax) return;
  std::string quoted = "Value";
  if (!sensitive) quoted += value == nullptr ? " null" : " '" + echo(*value) + "'";
  std::string where = path.text();
  std::string message =
      fmt::format("{} at '{}' failed to satisfy constraint: {}", quoted, where, constraint);
  listed_.push_back({std::move(where), std::move(message)});
}

base::Error Violations::to_error(Service service) && {
  CHECK(count_ > 0, "an error needs a violation");
  std::string message =
      fmt::format("{} validation error{} detected: ", count_, count_ == 1 ? "" : "s");
  std::string_view separator;
  for (const base::FieldError& violation : listed_) {
    message += std::exchange(separator, "; ");
    message += violation.message;
  }
  base::Error error{base::ErrorCode::kValidation, std::move(message)};
  // Only the control plane's exception has a member for them.
  if (service == Service::kControl) error.fields = std::move(listed_);
  return error;
}

}  // namespace flows::wire
