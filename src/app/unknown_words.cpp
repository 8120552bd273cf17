#include "app/unknown_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text/ascii.h"

namespace flows::app {
namespace {

constexpr std::size_t kContainedMin = 3;  // a shorter word is contained in too many others

// Returns the letters that count: "--Allow_Host=x" is "allow-host".
std::string letters_of(std::string_view word) {
  word = word.substr(0, word.find('='));
  word.remove_prefix(std::min(word.find_first_not_of('-'), word.size()));
  std::string letters(word);
  std::ranges::transform(letters, letters.begin(),
                         [](char c) { return c == '_' ? '-' : base::to_lower(c); });
  return letters;
}

// Counts the letters that are missing, superfluous, wrong, or in each other's place.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const std::size_t wrong = a[i - 1] == b[j - 1] ? 0 : 1;
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + wrong});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

bool is_flag(std::string_view word) {
  return word.starts_with('-') && word.find_first_not_of('-') != word.npos;
}

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::vector<std::string> names_of(const std::vector<CommandWords>& commands) {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const CommandWords& command : commands) names.push_back(command.name);
  return names;
}

// Checks whether a word is a long flag that the command does not take. A short one may be a number.
bool is_foreign(const std::string& word, const CommandWords& command) {
  return word.starts_with("--") && is_flag(word) &&
         !contains(command.flags, word.substr(0, word.find('=')));
}

// Returns the last flag before that argument; "" if there is none.
std::string flag_before(const std::vector<std::string>& arguments, std::size_t index) {
  while (index > 0) {
    if (is_flag(arguments[--index])) return arguments[index];
  }
  return {};
}

// Checks whether a flag behind that argument is unknown to the command.
bool takes_more_than(const CommandWords& command, const std::vector<std::string>& arguments,
                     std::size_t index) {
  const auto behind = arguments.begin() + static_cast<std::ptrdiff_t>(index);
  return std::any_of(behind, arguments.end(),
                     [&](const std::string& word) { return is_foreign(word, command); });
}

// Returns the end of the sentence about a word that is no command.
std::string choice_of(const std::string& meant, const std::vector<CommandWords>& commands) {
  return meant.empty() ? fmt::format("the commands are {}", fmt::join(names_of(commands), ", "))
                       : fmt::format("did you mean {}?", meant);
}

// Returns the end of the sentence about a flag that the command does not take.
std::string advice(const std::string& flag, const std::vector<CommandWords>& commands,
                   std::size_t chosen) {
  const std::string own = nearest(flag, commands[chosen].flags);
  const std::string spelled = flag.substr(0, flag.find('='));
  for (const CommandWords& other : commands) {
    if (std::ranges::find(other.flags, spelled) == other.flags.end()) continue;
    return fmt::format("it is a flag of {}", other.name);
  }
  if (!own.empty()) return fmt::format("did you mean {}?", own);
  return "--help lists those that there are";
}

// Says that the command does not take that flag.
std::string no_such_flag(const std::string& word, const std::vector<CommandWords>& commands,
                         std::size_t chosen, bool was_named) {
  const std::string spelled = word.substr(0, word.find('='));
  const std::string start = was_named
                                ? fmt::format("{} has no flag {}", commands[chosen].name, spelled)
                                : fmt::format("there is no flag {}", spelled);
  return fmt::format("{}; {}\n", start, advice(word, commands, chosen));
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr std::size_t kLongest = 64;  // no word of ours is as long
  const std::string typed = letters_of(word);
  if (typed.empty() || typed.size() > kLongest) return {};
  std::string found;
  std::size_t least = std::max<std::size_t>(1, typed.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t differs = distance(typed, letters_of(candidate));
    if (differs >= least) continue;
    least = differs;
    found = candidate;
  }
  if (!found.empty() || typed.size() < kContainedMin) return found;
  const auto contains = [&](const std::string& candidate) {
    return letters_of(candidate).find(typed) != std::string::npos;
  };
  const auto containing = std::ranges::find_if(candidates, contains);
  return containing == candidates.end() ? std::string() : *containing;
}

std::optional<std::size_t> find_unknown_command(const std::vector<std::string>& arguments,
                                                const std::vector<CommandWords>& commands) {
  const CommandWords& own = commands.front();
  const std::vector<std::string> names = names_of(commands);
  bool may_be_value = false;  // a word behind a flag that takes many values, or is unknown
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (is_flag(word)) {
      const bool has_value = word.find('=') != word.npos;
      if (!has_value && contains(own.with_value, word)) ++i;
      may_be_value = !has_value && (contains(own.with_values, word) || !contains(own.flags, word));
      continue;
    }
    if (contains(names, word)) return std::nullopt;
    if (!may_be_value) return i;
    const bool is_near = !nearest(word, names).empty();
    const bool is_listed = i > 0 && contains(own.with_values, flag_before(arguments, i));
    if (is_near && (!is_listed || takes_more_than(own, arguments, i))) return i;
    may_be_value = is_listed;
  }
  return std::nullopt;
}

std::string explain_unknown_command(const std::vector<std::string>& arguments, std::size_t index,
                                    const std::vector<CommandWords>& commands) {
  const auto at = arguments.begin() + static_cast<std::ptrdiff_t>(index);
  std::string text;
  for (const std::string& word : std::vector(arguments.begin(), at)) {
    if (is_foreign(word, commands.front())) text += no_such_flag(word, commands, 0, false);
  }
  const std::string meant = nearest(*at, names_of(commands));
  text += fmt::format("there is no command '{}'; {}\n", *at, choice_of(meant, commands));
  const auto command = std::ranges::find(commands, meant, &CommandWords::name);
  if (command == commands.end()) return text;
  const auto chosen = static_cast<std::size_t>(command - commands.begin());
  for (const std::string& word : std::vector(at + 1, arguments.end())) {
    if (is_foreign(word, *command)) text += no_such_flag(word, commands, chosen, true);
  }
  return text;
}

std::string explain_unknown_topic(const std::string& topic,
                                  const std::vector<CommandWords>& commands) {
  return fmt::format("there is no help on '{}'; {}\n", topic,
                     choice_of(nearest(topic, names_of(commands)), commands));
}

std::string explain_unknown_words(const std::vector<std::string>& words,
                                  const std::vector<CommandWords>& commands, std::size_t chosen,
                                  bool was_named) {
  std::string text;
  for (const std::string& word : words) {
    if (is_flag(word)) text += no_such_flag(word, commands, chosen, was_named);
  }
  if (!text.empty()) return text;  // other words are their values
  const bool takes_json = contains(commands[chosen].flags, "--input");
  return fmt::format("{} does not take '{}'{}\n", commands[chosen].name, words.front(),
                     takes_json ? "; a value with spaces needs quotes around it, as in --input "
                                  "'{\"name\": \"some value\"}'"
                                : "");
}

}  // namespace flows::app
