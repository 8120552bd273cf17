#include "backends/model_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/limits.h"

namespace flows::backends {
namespace {

namespace limits = base::limits;
using base::Result;
using nodes::ModelCall;

Result<void> read_condition(const JsonPlace& place, ModelRule& rule);

struct MatchKey {
  std::string_view key;
  TextTestKind kind;
  std::string ModelCall::*subject;  // the text of the call that it looks at
  Result<void> (*read)(const JsonPlace& place, ModelRule& rule) = read_condition;
};

constexpr MatchKey kMatchKeys[] = {
    {"modelId", TextTestKind::kGlob, &ModelCall::model_id},
    {"node", TextTestKind::kGlob, &ModelCall::node},
    {"promptContains", TextTestKind::kContains, &ModelCall::prompt},
    {"promptMatches", TextTestKind::kMatches, &ModelCall::prompt},
};

Result<void> read_condition(const JsonPlace& place, ModelRule& rule) {
  ASSIGN_OR_RETURN(const MatchKey* row, find_row(place, kMatchKeys));
  ASSIGN_OR_RETURN(TextTest test, TextTest::compile(row->kind, place));
  rule.match.push_back({static_cast<std::size_t>(row - kMatchKeys), std::move(test)});
  return {};
}

Result<void> read_match(const JsonPlace& place, ModelRule& rule) {
  return read_members(place, kMatchKeys, rule);
}

Result<void> read_respond(const JsonPlace& place, ModelRule& rule) {
  ASSIGN_OR_RETURN(rule.replies, read_replies(place));
  return {};
}

Result<void> read_echo(const JsonPlace& place, ModelRule& rule) {
  if (place.value() != true) return place.fault("must be true");
  rule.replies.emplace_back(Completion());
  return {};
}

Result<void> read_delay(const JsonPlace& place, ModelRule& rule) {
  constexpr std::chrono::milliseconds kDelayMax = limits::kBackendDelayMax;
  ASSIGN_OR_RETURN(const std::int64_t delay_ms, place.integer(0, kDelayMax.count()));
  rule.delay = std::chrono::milliseconds(delay_ms);
  return {};
}

Result<void> read_times(const JsonPlace& place, ModelRule& rule) {
  ASSIGN_OR_RETURN(const std::int64_t times, place.integer(1, kJsonIntegerMax));
  rule.turns = Turns(times);
  return {};
}

struct RuleKey {
  std::string_view key;
  bool answers;  // each rule has exactly one key that answers
  Result<void> (*read)(const JsonPlace& place, ModelRule& rule);  // null: not served yet
};

constexpr RuleKey kRuleKeys[] = {
    {"match", false, read_match},   {"respond", true, read_respond}, {"echo", true, read_echo},
    {"delayMs", false, read_delay}, {"times", false, read_times},    {"openai", true, nullptr},
    {"bedrock", true, nullptr},     {"record", false, nullptr},      {"replay", true, nullptr},
};

Result<ModelRule> read_rule(const JsonPlace& place) {
  ModelRule rule;
  RETURN_IF_ERROR(read_members(place, kRuleKeys, rule));
  const auto answers = std::count_if(
      std::begin(kRuleKeys), std::end(kRuleKeys),
      [&](const RuleKey& row) { return row.answers && place.value().contains(row.key); });
  if (answers == 0) return place.fault("needs one of respond, echo");
  if (answers > 1) return place.fault("has both respond and echo; a rule has one of them");
  return rule;
}

const std::string& subject_of(const ModelCondition& condition, const ModelCall& call) {
  return call.*kMatchKeys[condition.row].subject;
}

bool fits(const ModelRule& rule, const ModelCall& call) {
  return std::all_of(rule.match.begin(), rule.match.end(), [&](const ModelCondition& condition) {
    return condition.test.fits(subject_of(condition, call));
  });
}

// One sentence part for each thing that keeps `rule` from serving `call`.
std::vector<std::string> misfits(const ModelRule& rule, const ModelCall& call) {
  std::vector<std::string> parts;
  for (const ModelCondition& condition : rule.match) {
    const std::string& subject = subject_of(condition, call);
    if (condition.test.fits(subject)) continue;
    parts.push_back(
        fmt::format("{} {}", kMatchKeys[condition.row].key, condition.test.misfit(subject)));
  }
  if (rule.turns.used_up()) {
    parts.push_back(fmt::format("times {} are used up", *rule.turns.times()));
  }
  return parts;
}

}  // namespace

Result<ModelRules> ModelRules::compile(const JsonPlace& list) {
  ASSIGN_OR_RETURN(const std::vector<JsonPlace> items, list.items(limits::kBackendRulesMax));
  ModelRules compiled;
  compiled.rules_.reserve(items.size());
  for (const JsonPlace& item : items) {
    ASSIGN_OR_RETURN(ModelRule rule, read_rule(item));
    compiled.rules_.push_back(std::move(rule));
  }
  return compiled;
}

std::optional<ServingRule> ModelRules::serve(const ModelCall& call) const {
  for (const ModelRule& rule : rules_) {
    // A rule that is used up is cheaper to see than a prompt is to search.
    if (rule.turns.used_up() || !fits(rule, call)) continue;
    const auto turn = rule.turns.take();
    if (!turn) continue;  // another call was faster
    const auto last = rule.replies.size() - 1;
    const auto index = std::min(static_cast<std::size_t>(*turn), last);
    return ServingRule{rule.replies[index], rule.delay};
  }
  return std::nullopt;
}

std::string ModelRules::why_none(const ModelCall& call) const {
  std::string message = fmt::format("No rule of the backends document serves model {} for node {}.",
                                    in_quotes(call.model_id), in_quotes(call.node));
  if (rules_.empty()) return message + " It has no rule for models.";
  std::size_t closest = 0;
  std::vector<std::string> closest_misfits = misfits(rules_[0], call);
  for (std::size_t i = 1; i < rules_.size() && closest_misfits.size() > 1; ++i) {
    auto parts = misfits(rules_[i], call);
    if (parts.size() >= closest_misfits.size()) continue;
    closest = i;
    closest_misfits = std::move(parts);
  }
  return fmt::format("{} The closest is /models/{}: {}.", message, closest,
                     fmt::join(closest_misfits, "; "));
}

}  // namespace flows::backends
