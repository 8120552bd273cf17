#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace flows::app {

// A command of the program and the flags that it takes, e.g. {"run", {"--input"}}.
struct CommandWords {
  std::string name;
  std::vector<std::string> flags;
};

// Returns the candidate that somebody who typed `word` most likely meant: one that differs by few
// letters, or one that contains the word; empty if there is none.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

// Says what is wrong with the words of a command line that nothing takes, one line for each unknown
// flag with the flag that was probably meant. `chosen` is the index of the command in use. Requires
// at least one word.
std::string explain_unknown_words(const std::vector<std::string>& words,
                                  const std::vector<CommandWords>& commands, std::size_t chosen,
                                  bool was_named);

}  // namespace flows::app
