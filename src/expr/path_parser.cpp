#include "expr/path_parser.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <utility>

#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "expr/text_reading.h"

namespace flows::expr {
namespace {

constexpr std::string_view kRoot = "$.data";

class PathParser {
 public:
  explicit PathParser(std::string_view text) : text_(text) {}

  base::Result<std::vector<PathStep>> parse() {
    if (!text_.starts_with(kRoot)) {
      return fault_at(text_, 0, "an input expression starts with '$.data'");
    }
    at_ = kRoot.size();
    std::vector<PathStep> steps;
    while (at_ < text_.size()) {
      ASSIGN_OR_RETURN(PathStep step, parse_step());
      steps.push_back(std::move(step));
    }
    return steps;
  }

 private:
  base::Result<PathStep> parse_step() {
    if (take('.')) return parse_dot_step();
    if (take('[')) return parse_bracket_step();
    if (at('(')) return fault("functions are not supported");
    return fault(fmt::format("'.' or '[' must come next, not {}", here()));
  }

  base::Result<PathStep> parse_dot_step() {
    if (take('*')) return PathStep(EveryStep{});
    if (at('.')) return fault("'..' is not supported");
    const std::size_t start = at_;
    while (const std::size_t bytes = name_character_bytes()) at_ += bytes;
    if (at_ == start) {
      return fault(fmt::format("a name or '*' must follow '.', not {}", here()));
    }
    return PathStep(MemberStep{std::string(text_.substr(start, at_ - start))});
  }

  base::Result<PathStep> parse_bracket_step() {
    if (take('*')) return close_bracket(EveryStep{});
    if (at('\'') || at('"')) {
      ASSIGN_OR_RETURN(QuotedText name, read_quoted(text_, at_));
      at_ = name.end;
      return close_bracket(MemberStep{std::move(name.content)});
    }
    if (at('?') || at('(') || at('@')) return fault("filters and scripts are not supported");
    return parse_positions();
  }

  // Parses a bracket whose content begins with a number or with the ':' of a slice.
  base::Result<PathStep> parse_positions() {
    ASSIGN_OR_RETURN(const std::optional<std::int64_t> first, parse_integer());
    if (take(':')) {
      ASSIGN_OR_RETURN(const std::optional<std::int64_t> end, parse_integer());
      return close_bracket(SliceStep{.first = first, .end = end});
    }
    if (!first) {
      if (at('*') || at('\'') || at('"')) return fault("spaces may stand around numbers only");
      return fault(fmt::format("a number, ':', '*' or a quoted name must stand in brackets, not {}",
                               here()));
    }
    if (!at(',')) return close_bracket(ElementStep{*first});
    ListStep list{{*first}};
    while (take(',')) {
      ASSIGN_OR_RETURN(const std::optional<std::int64_t> next, parse_integer());
      if (!next) return fault(fmt::format("a number must follow ',', not {}", here()));
      list.positions.push_back(*next);
    }
    return close_bracket(std::move(list));
  }

  base::Result<PathStep> close_bracket(PathStep step) {
    if (!take(']')) return fault(fmt::format("']' must come next, not {}", here()));
    return step;
  }

  // Parses an integer and the spaces around it. Returns nullopt if only spaces were found.
  base::Result<std::optional<std::int64_t>> parse_integer() {
    skip_spaces();
    const std::size_t start = at_;
    const bool negative = take('-');
    const std::size_t digits = at_;
    while (at_ < text_.size() && base::is_digit(text_[at_])) ++at_;
    if (at_ == digits) {
      if (negative) return fault("a digit must follow '-'");
      return std::optional<std::int64_t>();
    }
    std::int64_t value = 0;
    const auto read = std::from_chars(text_.data() + start, text_.data() + at_, value);
    if (read.ec == std::errc::result_out_of_range) {
      using Limits = std::numeric_limits<std::int64_t>;
      value = negative ? Limits::min() : Limits::max();
    }
    skip_spaces();
    return std::optional<std::int64_t>(value);
  }

  // Returns the size in bytes of the name character at the current position, 0 if there is none.
  // Every character beyond ASCII counts as a letter: distinguishing them would take the tables of
  // Unicode.
  [[nodiscard]] std::size_t name_character_bytes() const {
    if (at_ == text_.size()) return 0;
    const char byte = text_[at_];
    if (base::is_alphanumeric(byte) || byte == '_' || byte == '-') return 1;
    const std::size_t bytes = base::character_bytes(text_, at_);
    return bytes > 1 ? bytes : 0;
  }

  void skip_spaces() {
    while (at(' ')) ++at_;
  }

  [[nodiscard]] bool at(char byte) const { return at_ < text_.size() && text_[at_] == byte; }

  bool take(char byte) {
    if (!at(byte)) return false;
    ++at_;
    return true;
  }

  [[nodiscard]] std::string here() const { return describe_character(text_, at_); }

  [[nodiscard]] base::Error fault(std::string_view what) const {
    return fault_at(text_, at_, what);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

base::Result<std::vector<PathStep>> parse_path(std::string_view text) {
  return PathParser(text).parse();
}

}  // namespace flows::expr
