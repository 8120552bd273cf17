#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/pattern.h"
#include "base/result.h"
#include "rules/json_place.h"

namespace flows::rules {

enum class TextTestKind {
  kGlob,      // all of the text fits a glob
  kContains,  // the text has this part, letter by letter
  kMatches,   // a part of the text matches a regular expression (RE2)
};

// One condition of a rule's `match` on one text of the call. Immutable.
class TextTest {
 public:
  // Errors: kValidation with the pointer, for what is no string, an empty glob, a bad expression.
  static base::Result<TextTest> compile(TextTestKind kind, const JsonPlace& place);

  [[nodiscard]] bool fits(std::string_view text) const;

  // Why `text` does not fit, as the end of a sentence that begins with the condition's key. Quotes
  // the text only where it is a name: prompts are long.
  [[nodiscard]] std::string misfit(std::string_view text) const;

 private:
  TextTest(TextTestKind kind, std::string operand, std::optional<base::Pattern> pattern)
      : kind_(kind), operand_(std::move(operand)), pattern_(std::move(pattern)) {}

  TextTestKind kind_;
  std::string operand_;
  std::optional<base::Pattern> pattern_;  // of kGlob and kMatches
};

}  // namespace flows::rules
