#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"

namespace re2 {
class RE2;
}

namespace flows::base {

// A compiled regular expression in the syntax of RE2, which takes linear time for any text.
// Immutable and cheap to copy. Threads: any.
class Pattern {
 public:
  // Compiles a regular expression. Errors: kValidation with RE2's message if `expression` is
  // invalid or takes more than about `bytes_max` of memory.
  static Result<Pattern> compile(std::string_view expression,
                                 std::int64_t bytes_max = limits::kPatternBytesMax);

  // Compiles a glob: `*` stands for any number of characters, `?` for one, and every other
  // character for itself. Errors: kValidation if the glob is not UTF-8 or takes more than about
  // `bytes_max` of memory.
  static Result<Pattern> from_glob(std::string_view glob,
                                   std::int64_t bytes_max = limits::kPatternBytesMax);

  // Returns about how many bytes the compiled expression takes.
  [[nodiscard]] std::int64_t bytes() const;

  [[nodiscard]] bool matches_whole(std::string_view text) const;
  [[nodiscard]] bool matches_part(std::string_view text) const;

 private:
  explicit Pattern(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace flows::base
