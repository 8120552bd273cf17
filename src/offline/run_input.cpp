#include "offline/run_input.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "base/text/ascii.h"
#include "base/text_file.h"

namespace flows::offline {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;

constexpr std::size_t kShownMax = 60;
constexpr std::string_view kExample = R"({"name": "value"})";

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// Returns how a shell takes the text, in single quotes.
std::string quoted_for_shell(const std::string& text) {
  return "'" + replaced(text, "'", "'\\''") + "'";
}

// Calls visit(c) for each character outside of strings; what it returns stands in the result.
template <class Visit>
std::string map_outside_strings(const std::string& text, Visit visit) {
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_string && text[i] == '\\' && i + 1 < text.size()) {
      out += text.substr(i++, 2);
      continue;
    }
    if (text[i] == '"') in_string = !in_string;
    if (in_string || text[i] == '"') {
      out += text[i];
    } else {
      out += visit(i);
    }
  }
  return in_string ? out + '"' : out;
}

std::string with_ends(const std::string& text) {
  std::string open;
  std::string out = map_outside_strings(text, [&](std::size_t i) {
    if (text[i] == '{') open += '}';
    if (text[i] == '[') open += ']';
    if (!open.empty() && open.back() == text[i]) open.pop_back();
    return std::string(1, text[i]);
  });
  return out + std::string(open.rbegin(), open.rend());
}

std::string without_last_commas(const std::string& text) {
  return map_outside_strings(text, [&](std::size_t i) {
    const std::size_t next = text.find_first_not_of(" \t\r\n", i + 1);
    const bool is_last = next == text.npos || text[next] == ']' || text[next] == '}';
    return text[i] == ',' && is_last ? std::string() : std::string(1, text[i]);
  });
}

std::string with_json_words(const std::string& text) {
  return map_outside_strings(
      text, [&](std::size_t i) { return std::string(1, base::to_lower(text[i])); });
}

std::string with_double_quotes(const std::string& text) { return replaced(text, "'", "\""); }

std::string with_straight_quotes(const std::string& text) {
  return replaced(replaced(replaced(text, "“", "\""), "”", "\""), "„", "\"");
}

std::string with_escaped_line_ends(const std::string& text) { return replaced(text, "\n", "\\n"); }

std::string without_outer_quotes(const std::string& text) {
  const bool has_both = text.size() > 1 && text.front() == '\'' && text.back() == '\'';
  return has_both ? text.substr(1, text.size() - 2) : text;
}

// What people get wrong, and how it is put right.
struct Repair {
  std::string_view fault;
  std::string (*repair)(const std::string& text);
};
constexpr std::array kRepairs = {
    Repair{"It is in single quotes, which this shell does not take away", without_outer_quotes},
    Repair{"JSON has double quotes, not single ones", with_double_quotes},
    Repair{"JSON has straight quotes", with_straight_quotes},
    Repair{"It ends before all that it opens is closed", with_ends},
    Repair{"No comma stands before a closing bracket or at the end", without_last_commas},
    Repair{"JSON has true, false and null in lower case", with_json_words},
    Repair{"A line break in a text is written \\n", with_escaped_line_ends}};

bool is_json_text(const std::string& text) { return base::parse_json(text).has_value(); }

// Says how a shell takes what was probably meant by a text that begins like JSON.
std::string json_hint(const std::string& input) {
  for (const auto& [fault, repair] : kRepairs) {
    const std::string repaired = repair(input);
    if (repaired == input || !is_json_text(repaired)) continue;
    return fmt::format(
        "{}: --input {}", fault,
        quoted_for_shell(repaired.size() > kShownMax ? std::string(kExample) : repaired));
  }
  if (input.front() == '"') {
    return R"(A text has double quotes at its two ends, and \" for each between: --input )"
           R"('"say \"hello\""')";
  }
  const std::string_view why =
      input.find('"') == input.npos
          ? "A shell takes double quotes away: put single ones around the JSON"
          : "Put single quotes around the whole JSON, so that the shell leaves it as it is";
  return fmt::format("{}, as in --input '{}'", why, kExample);
}

// Whoever gives a plain text meant a string, whose quotes the shell has taken.
std::string text_hint(const std::string& input) {
  const std::string shown = input.size() > kShownMax ? "your text" : input;
  return fmt::format("needs quotes of its own: --input {}",
                     quoted_for_shell(base::to_text(Json(shown))));
}

Result<Json> read_input_file(const std::string& input) {
  const std::string file = input.substr(1);
  const auto text = base::read_text_file(file, base::limits::kDocumentBytesMax);
  if (!text) {
    return Error{ErrorCode::kValidation,
                 fmt::format("--input {}: behind @ stands the name of a file with JSON, and {}. A "
                             "text that begins with @ {}",
                             input, file.empty() ? "there is none" : text.error().message,
                             text_hint(input))};
  }
  auto parsed = base::parse_json(*text, file, base::TextPlace::kLineAndColumn);
  if (parsed || base::trimmed(*text).find_first_of("{[\"") == 0) return parsed;
  return Error{ErrorCode::kValidation,
               fmt::format("{}. The file has to hold JSON; a text stands in double quotes there",
                           parsed.error().message)};
}

}  // namespace

Result<Json> read_run_input(const std::string& input) {
  if (input.starts_with('@')) return read_input_file(input);
  const std::string text(base::trimmed(input));
  if (text.empty()) {
    return Error{ErrorCode::kValidation, "--input is empty. An empty text " + text_hint("")};
  }
  auto parsed = base::parse_json(input, "The text of --input");
  if (parsed) return parsed;
  const bool is_like_json = text.find_first_of("{[\"'") == 0 || text.starts_with("“");
  const std::string hint = is_like_json ? json_hint(text) : "A text " + text_hint(input);
  return Error{ErrorCode::kValidation, fmt::format("{}. {}", parsed.error().message, hint)};
}

}  // namespace flows::offline
