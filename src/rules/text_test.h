#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/pattern.h"
#include "base/result.h"
#include "rules/json_place.h"

namespace flows::rules {

enum class TextTestKind {
  kGlob,      // the whole text fits a glob
  kContains,  // the text contains this part literally
  kMatches,   // a part of the text matches a regular expression (RE2)
};

// One condition of a rule's `match`, which tests one text of a call. Immutable.
class TextTest {
 public:
  // Reads the condition at `place`. Errors: kValidation with the pointer if it is not a string, is
  // an empty glob, or is an invalid or too large expression.
  static base::Result<TextTest> compile(TextTestKind kind, const JsonPlace& place);

  [[nodiscard]] bool fits(std::string_view text) const;

  // Returns why `text` does not fit, as the end of a sentence that begins with the condition's key.
  // Only kGlob quotes the beginning of the text, because the whole must fit.
  [[nodiscard]] std::string misfit(std::string_view text) const;

 private:
  TextTest(TextTestKind kind, std::string operand, std::optional<base::Pattern> pattern)
      : kind_(kind), operand_(std::move(operand)), pattern_(std::move(pattern)) {}

  TextTestKind kind_;
  std::string operand_;
  std::optional<base::Pattern> pattern_;  // set for kGlob and kMatches
};

}  // namespace flows::rules
