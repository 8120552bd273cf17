#include "backends/guardrail_rules.h"

#include "base/limits.h"

namespace flows::backends {

using base::Result;
using rules::JsonPlace;
using rules::TextTest;
using rules::TextTestKind;

// The tables of the list's keys.
struct GuardrailKeys {
  using Rule = GuardrailRules::Rule;

  struct Key {
    std::string_view key;
    Result<void> (*read)(const JsonPlace& place, Rule& rule);
  };

  static Result<void> read_id(const JsonPlace& place, Rule& rule) {
    ASSIGN_OR_RETURN(rule.id, TextTest::compile(TextTestKind::kGlob, place));
    return {};
  }

  static Result<void> read_match(const JsonPlace& place, Rule& rule) {
    static constexpr Key kKeys[] = {{"id", read_id}};
    return rules::read_members(place, kKeys, rule);
  }

  static Result<void> read_expression(const JsonPlace& place, Rule& rule) {
    ASSIGN_OR_RETURN(rule.blocks, TextTest::compile(TextTestKind::kMatches, place));
    return {};
  }

  static Result<void> read_blocks(const JsonPlace& place, Rule& rule) {
    static constexpr Key kKeys[] = {{"matches", read_expression}};
    if (place.value().is_object()) return rules::read_members(place, kKeys, rule);
    ASSIGN_OR_RETURN(rule.blocks, TextTest::compile(TextTestKind::kContains, place));
    return {};
  }

  static Result<void> read_message(const JsonPlace& place, Rule& rule) {
    ASSIGN_OR_RETURN(rule.message, place.text());
    return {};
  }

  static constexpr Key kRuleKeys[] = {
      {"match", read_match}, {"blocks", read_blocks}, {"message", read_message}};
};

Result<GuardrailRules> GuardrailRules::compile(const JsonPlace& list) {
  ASSIGN_OR_RETURN(const std::vector<JsonPlace> items, list.items(base::limits::kBackendRulesMax));
  GuardrailRules compiled;
  for (const JsonPlace& item : items) {
    Rule rule;
    RETURN_IF_ERROR(rules::read_members(item, GuardrailKeys::kRuleKeys, rule));
    if (!rule.blocks) return item.fault("needs blocks: a part of a text, or {\"matches\": …}");
    compiled.rules_.push_back(std::move(rule));
  }
  return compiled;
}

std::optional<GuardrailRules::Block> GuardrailRules::find_block(std::string_view guardrail,
                                                                std::string_view text) const {
  const std::string_view short_form = guardrail.substr(guardrail.rfind('/') + 1);
  for (const Rule& rule : rules_) {
    if (rule.id && !rule.id->fits(guardrail) && !rule.id->fits(short_form)) continue;
    if (!rule.blocks->fits(text)) continue;
    return Block{rule.message, static_cast<std::size_t>(&rule - rules_.data())};
  }
  return std::nullopt;
}

}  // namespace flows::backends
