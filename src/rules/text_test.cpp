#include "rules/text_test.h"

#include <fmt/format.h>

#include "base/limits.h"

namespace flows::rules {

base::Result<TextTest> TextTest::compile(TextTestKind kind, const JsonPlace& place) {
  // An empty glob would fit no call at all.
  ASSIGN_OR_RETURN(std::string operand,
                   kind == TextTestKind::kGlob ? place.text_not_empty() : place.text());
  std::optional<base::Pattern> pattern;
  if (kind != TextTestKind::kContains) {
    const bool is_glob = kind == TextTestKind::kGlob;
    constexpr std::int64_t kBytesMax = base::limits::kRulePatternBytesMax;
    auto compiled = is_glob ? base::Pattern::from_glob(operand, kBytesMax)
                            : base::Pattern::compile(operand, kBytesMax);
    if (!compiled) {
      return place.fault(fmt::format("is not a valid {}: {}",
                                     is_glob ? "glob" : "regular expression",
                                     compiled.error().message));
    }
    pattern = *std::move(compiled);
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
