// One name, one thing: the names that a better one has replaced.
#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/checks.h"

namespace flows::tidy {
namespace {

struct OldWord {
  std::string_view word;    // a part of a name, in small letters: "told" is one of kTextTold
  bool alone;               // whether it is old as a name of its own, too
  std::string_view advice;  // what the name says instead
  std::string_view term;    // a term of the field that has the word and may be used
};

constexpr std::array kOldWords{
    OldWord{"conform", true, "validate_and_normalize", {}},
    OldWord{"here", false, "…_on_io_thread", {}},
    OldWord{"keep", true, "what is meant: cache, persist, retain, commit or flush", "keep_alive"},
    OldWord{"kept", true, "what is meant: cached, persisted, retained, committed or flushed", {}},
    OldWord{"later", false, "…_async", {}},
    OldWord{"told", false, "what is meant: on_done for a callback, listed, recorded, reported", {}},
};

// The parts of snake_case, camelCase and kConstantCase, which has one more.
std::vector<std::string> parts_of(std::string_view name) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool is_capital = std::isupper(static_cast<unsigned char>(name[i])) != 0;
    const bool follows_capital =
        i > 0 && std::isupper(static_cast<unsigned char>(name[i - 1])) != 0;
    if (name[i] == '_' || (is_capital && !follows_capital)) parts.emplace_back();
    if (name[i] != '_') {
      parts.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
    }
  }
  return parts;
}

// The names of a line. Names of tests are sentences, in which every word has its meaning.
std::vector<std::string_view> names_in(std::string_view line) {
  std::vector<std::string_view> names;
  if (line.starts_with("TEST")) return names;
  while (!line.empty()) {
    std::size_t length = 0;
    while (length < line.size() && is_name_letter(line[length])) ++length;
    if (length > 0) names.push_back(line.substr(0, length));
    line.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return names;
}

// A word of a comment is a name only where it has parts.
bool is_name(std::string_view word, bool in_comment) {
  return !in_comment || word.find('_') != word.npos;
}

void find_old_words(const SourceFile& file, const std::vector<std::string>& lines, bool in_comment,
                    std::vector<Violation>& violations) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (const std::string_view name : names_in(lines[i])) {
      if (!is_name(name, in_comment)) continue;
      const std::vector<std::string> parts = parts_of(name);
      for (const OldWord& old : kOldWords) {
        if (std::ranges::find(parts, old.word) == parts.end()) continue;
        if (parts.size() == 1 && !old.alone) continue;
        if (!old.term.empty() && name.find(old.term) != name.npos) continue;
        violations.push_back(
            {file.path, i + 1, std::string(name) + ": say " + std::string(old.advice)});
      }
    }
  }
}

}  // namespace

std::vector<Violation> check_old_words(const SourceTree& tree) {
  std::vector<Violation> violations;
  for (const SourceFile& file : tree.files) {
    find_old_words(file, file.code, false, violations);
    find_old_words(file, file.comments, true, violations);
  }
  return violations;
}

}  // namespace flows::tidy
