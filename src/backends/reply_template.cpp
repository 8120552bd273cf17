#include "backends/reply_template.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/limits.h"
#include "base/text/ascii.h"

namespace flows::backends {
namespace {

using base::Result;
using rules::in_quotes;
using rules::JsonPlace;

// What stands in double braces: a name, and after a dot the rest of the path to a value.
struct Found {
  std::string_view name;
  std::optional<std::string_view> path;  // absent: there is no dot
  std::size_t end;                       // after the closing braces
};

bool is_path_character(char c) { return rules::is_name_character(c) || c == '.' || c == '-'; }

// Returns where the characters from `begin` on cease to be of that kind.
std::size_t end_of(std::string_view text, std::size_t begin, bool (*is_of_kind)(char)) {
  std::size_t end = begin;
  while (end < text.size() && is_of_kind(text[end])) ++end;
  return end;
}

// Returns the placeholder whose opening braces are at `begin`; nullopt if they begin none.
std::optional<Found> placeholder_at(std::string_view text, std::size_t begin) {
  const std::size_t name = end_of(text, begin + 2, base::is_white_space);
  const std::size_t name_end = end_of(text, name, rules::is_name_character);
  if (name_end == name) return std::nullopt;
  const bool has_path = name_end < text.size() && text[name_end] == '.';
  const std::size_t path_end = has_path ? end_of(text, name_end, is_path_character) : name_end;
  const std::size_t close = end_of(text, path_end, base::is_white_space);
  if (text.substr(close, 2) != "}}") return std::nullopt;
  Found found{.name = text.substr(name, name_end - name), .path = {}, .end = close + 2};
  if (has_path) found.path = text.substr(name_end + 1, path_end - name_end - 1);
  return found;
}

base::Error unknown_placeholder(const JsonPlace& place, const Found& found,
                                std::span<const PlaceholderName> known) {
  std::vector<std::string> names;
  for (const PlaceholderName& row : known) {
    names.push_back(fmt::format("{{{{{}{}}}}}", row.name, row.has_values ? ".NAME" : ""));
  }
  const std::string whole =
      found.path ? fmt::format("{}.{}", found.name, *found.path) : std::string(found.name);
  return place.fault(fmt::format("unknown placeholder {}; there are {}", in_quotes(whole),
                                 fmt::join(names, ", ")));
}

// Errors: kValidation if the placeholder is none of `known`.
Result<TemplatePiece> read_placeholder(const JsonPlace& place, const Found& found,
                                       std::span<const PlaceholderName> known) {
  for (std::size_t at = 0; at < known.size(); ++at) {
    if (known[at].name != found.name) continue;
    if (known[at].has_values != found.path.has_value()) break;
    if (!found.path) return TemplatePiece{.placeholder = at};
    auto path = rules::ValuePath::parse(*found.path);
    if (!path) break;
    return TemplatePiece{.placeholder = at, .path = std::move(path)};
  }
  return unknown_placeholder(place, found, known);
}

}  // namespace

Result<std::vector<TemplatePiece>> split_template(const JsonPlace& place,
                                                  std::span<const PlaceholderName> known) {
  ASSIGN_OR_RETURN(const std::string whole, place.text());
  const std::string_view text = whole;
  std::vector<TemplatePiece> pieces;
  std::size_t literal = 0;  // where the text that is not yet in a piece begins
  std::size_t braces = text.find("{{");
  while (braces != text.npos) {
    const auto found = placeholder_at(text, braces);
    if (!found) {
      braces = text.find("{{", braces + 1);
      continue;
    }
    ASSIGN_OR_RETURN(TemplatePiece piece, read_placeholder(place, *found, known));
    if (braces > literal) {
      pieces.push_back({.text = std::string(text.substr(literal, braces - literal))});
    }
    pieces.push_back(std::move(piece));
    literal = found->end;
    braces = text.find("{{", literal);
  }
  if (literal < text.size()) pieces.push_back({.text = std::string(text.substr(literal))});
  return pieces;
}

Result<void> check_response_bytes(std::size_t bytes, const Service& service) {
  if (bytes <= base::limits::kDocumentBytesMax) return {};
  return service.dependency_failed(
      fmt::format("The response is longer than {} bytes.", base::limits::kDocumentBytesMax));
}

Result<void> append_to_response(std::string& response, std::string_view part,
                                const Service& service) {
  // A short template can repeat a long text many times.
  RETURN_IF_ERROR(check_response_bytes(response.size() + part.size(), service));
  response += part;
  return {};
}

}  // namespace flows::backends
