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

std::string explain_unknown_words(const std::vector<std::string>& words,
                                  const std::vector<CommandWords>& commands, std::size_t chosen,
                                  bool was_named) {
  // Behind a command that does not exist, every flag is unknown.
  const bool is_command = !was_named && !is_flag(words.front());
  std::string text;
  for (const std::string& word : words) {
    if (is_command || !is_flag(word)) continue;
    const std::string spelled = word.substr(0, word.find('='));
    text += was_named ? fmt::format("{} has no flag {}", commands[chosen].name, spelled)
                      : fmt::format("there is no flag {}", spelled);
    text += fmt::format("; {}\n", advice(word, commands, chosen));
  }
  if (!text.empty()) return text;  // other words are their values
  if (was_named) {
    return fmt::format("{} does not take '{}'\n", commands[chosen].name, words.front());
  }
  std::vector<std::string> names;
  for (const CommandWords& command : commands) names.push_back(command.name);
  const std::string meant = nearest(words.front(), names);
  return fmt::format("there is no command '{}'; {}\n", words.front(),
                     meant.empty() ? fmt::format("the commands are {}", fmt::join(names, ", "))
                                   : fmt::format("did you mean {}?", meant));
}

}  // namespace flows::app
