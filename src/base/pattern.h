#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace re2 {
class RE2;
}

namespace flows::base {

// A compiled regular expression (RE2's syntax: linear time, whatever the text). Immutable and cheap
// to copy.
class Pattern {
 public:
  // Errors: kValidation, with RE2's words about what is wrong in `expression`.
  static Result<Pattern> compile(std::string_view expression);

  // A glob, in which `*` stands for any run of characters, `?` for one, and all else for itself.
  // Errors: kValidation, for one that is not UTF-8, or longer than RE2 takes.
  static Result<Pattern> from_glob(std::string_view glob);

  [[nodiscard]] bool matches_whole(std::string_view text) const;
  [[nodiscard]] bool matches_part(std::string_view text) const;

 private:
  explicit Pattern(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace flows::base
