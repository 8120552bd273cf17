#include "rules/text_test.h"

#include <fmt/format.h>

#include "base/limits.h"

namespace flows::rules {

namespace {

// Compiles the pattern and charges it to the document of `place`.
base::Result<base::Pattern> compile_pattern(TextTestKind kind, const std::string& operand,
                                            const JsonPlace& place) {
  namespace limits = base::limits;
  const bool is_glob = kind == TextTestKind::kGlob;
  auto compiled = is_glob ? base::Pattern::from_glob(operand, limits::kRulePatternBytesMax)
                          : base::Pattern::compile(operand, limits::kRulePatternBytesMax);
  if (!compiled) {
    return place.fault(fmt::format("is not a valid {}: {}", is_glob ? "glob" : "regular expression",
                                   compiled.error().message));
  }
  place.patterns_left() -= compiled->bytes();
  if (place.patterns_left() >= 0) return compiled;
  return place.fault(
      fmt::format("is one pattern too many: the globs and regular expressions of the document take "
                  "more than {} bytes once they are compiled",
                  limits::kRulePatternsBytesMax));
}

}  // namespace

base::Result<TextTest> TextTest::compile(TextTestKind kind, const JsonPlace& place) {
  // An empty glob would fit no call at all.
  ASSIGN_OR_RETURN(std::string operand,
                   kind == TextTestKind::kGlob ? place.text_not_empty() : place.text());
  std::optional<base::Pattern> pattern;
  if (kind != TextTestKind::kContains) {
    ASSIGN_OR_RETURN(pattern, compile_pattern(kind, operand, place));
  }
  return TextTest(kind, std::move(operand), std::move(pattern));
}

bool TextTest::fits(std::string_view text) const {
  switch (kind_) {
    case TextTestKind::kGlob: return pattern_->matches_whole(text);
    case TextTestKind::kContains: return text.find(operand_) != text.npos;
    case TextTestKind::kMatches: break;
  }
  return pattern_->matches_part(text);
}

std::string TextTest::misfit(std::string_view text) const {
  const std::string operand = in_quotes(operand_);
  switch (kind_) {
    case TextTestKind::kGlob: return fmt::format("{} does not fit {}", operand, in_quotes(text));
    case TextTestKind::kContains: return fmt::format("{} is no part of it", operand);
    case TextTestKind::kMatches: break;
  }
  return fmt::format("{} matches no part of it", operand);
}

}  // namespace flows::rules
