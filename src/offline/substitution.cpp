// This file evaluates Fn::Sub.
#include <fmt/format.h>

#include <utility>

#include "offline/intrinsics.h"

namespace flows::offline {

using base::Json;
using base::Result;

Result<Value> Evaluator::sub(const Json& argument, const std::string& place) {
  if (argument.is_string()) {
    ASSIGN_OR_RETURN(std::string text, substitute(argument.get<std::string>(), Json(), place));
    return Value{std::move(text)};
  }
  constexpr std::string_view kForm = "a text, or [text, {name: value, …}]";
  ASSIGN_OR_RETURN(const Json parts, arguments(argument, 2, kForm, place));
  if (!parts[0].is_string() || !parts[1].is_object()) {
    return error_at(place, fmt::format("takes {}", kForm));
  }
  ASSIGN_OR_RETURN(std::string text, substitute(parts[0].get<std::string>(), parts[1], place));
  return Value{std::move(text)};
}

Result<std::string> Evaluator::substitute(const std::string& text, const Json& values,
                                          const std::string& place) {
  std::string made;
  std::size_t done = 0;
  while (true) {
    const std::size_t start = text.find("${", done);
    made.append(text, done, start - done);
    if (start == text.npos) return made;
    const std::size_t end = text.find('}', start);
    if (end == text.npos) return error_at(place, "a ${ has no closing brace");
    const std::string name = text.substr(start + 2, end - start - 2);
    if (name.starts_with('!')) {
      made += "${" + name.substr(1) + "}";
    } else {
      ASSIGN_OR_RETURN(const std::string value, variable(name, values, place));
      // The values are counted one by one, because a short name may stand for a long text and be
      // repeated.
      RETURN_IF_ERROR(spend(value.size(), place));
      made += value;
    }
    done = end + 1;
  }
}

Result<std::string> Evaluator::variable(const std::string& name, const Json& values,
                                        const std::string& place) {
  Value value;
  if (const Json* given = base::find_member(values, name)) {
    value = *given;
  } else {
    const std::size_t dot = name.find('.');
    auto found = dot == name.npos
                     ? references_.ref(name, place)
                     : references_.attribute(name.substr(0, dot), name.substr(dot + 1), place);
    if (!found) return std::move(found).error();
    value = *std::move(found);
  }
  std::optional<std::string> text = value ? text_of(*value) : std::nullopt;
  if (!text) return error_at(place, fmt::format("${{{}}} is no text", name));
  return *std::move(text);
}

}  // namespace flows::offline
