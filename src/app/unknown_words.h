#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flows::app {

// A command of the program and the flags that it takes, e.g. {"run", {"--input"}}.
struct CommandWords {
  std::string name;
  std::vector<std::string> flags;
  std::vector<std::string> with_value = {};   // those of them behind which a value stands
  std::vector<std::string> with_values = {};  // those behind which any number of values stand
};

// Returns the candidate that somebody who typed `word` most likely meant: one that differs by few
// letters, or one that contains the word; empty if there is none.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

// Returns the index of the argument that stands where a command does and is none; nullopt if there
// is none. The flags before a command are those of the first command.
std::optional<std::size_t> find_unknown_command(const std::vector<std::string>& arguments,
                                                const std::vector<CommandWords>& commands);

// Says what is wrong with a command line in which that argument is no command: that, and one line
// for each unknown flag before it and, if it is clear which command was meant, behind it.
std::string explain_unknown_command(const std::vector<std::string>& arguments, std::size_t index,
                                    const std::vector<CommandWords>& commands);

// Says that there is no help on that topic.
std::string explain_unknown_topic(const std::string& topic,
                                  const std::vector<CommandWords>& commands);

// Says what is wrong with the words of a command line that nothing takes, one line for each unknown
// flag with the flag that was probably meant. `chosen` is the index of the command in use, which
// need not have been named. Requires at least one word.
std::string explain_unknown_words(const std::vector<std::string>& words,
                                  const std::vector<CommandWords>& commands, std::size_t chosen,
                                  bool was_named);

}  // namespace flows::app
