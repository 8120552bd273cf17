#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/reply.h"
#include "base/limits.h"
#include "base/result.h"
#include "rules/json_place.h"
#include "rules/match.h"
#include "rules/turns.h"

namespace flows::backends {

// One key that answers; each rule has exactly one. `read` is null for parts of the contract that
// this version does not serve.
template <class Answer>
struct AnswerKey {
  std::string_view key;
  base::Result<std::vector<Reply<Answer>>> (*read)(const rules::JsonPlace& place);
};

// What all kinds of rules have besides `match` and what answers. Reads `place`, if it is such a
// key. Errors: kValidation with the pointer.
struct RuleLimits {
  std::chrono::milliseconds delay{0};
  rules::Turns turns = rules::Turns();
};
base::Result<bool> read_limit(const rules::JsonPlace& place, RuleLimits& limits);

// The keys of which a rule has exactly one, as a message names them.
base::Error wrong_answers(const rules::JsonPlace& place,
                          const std::vector<std::string_view>& served, std::size_t count);

// One reply, or a list of them that are given in turn; never empty.
template <class Kind>
base::Result<std::vector<Reply<typename Kind::Answer>>> read_replies(
    const rules::JsonPlace& place) {
  std::vector<Reply<typename Kind::Answer>> replies;
  if (!place.value().is_array()) {
    ASSIGN_OR_RETURN(auto reply, read_reply(place, Kind::kReplyKeys, Kind::service()));
    replies.push_back(std::move(reply));
    return replies;
  }
  ASSIGN_OR_RETURN(const std::vector<rules::JsonPlace> items,
                   place.items(base::limits::kBackendRulesMax));
  if (items.empty()) return place.fault("must not be empty");
  for (const rules::JsonPlace& item : items) {
    ASSIGN_OR_RETURN(auto reply, read_reply(item, Kind::kReplyKeys, Kind::service()));
    replies.push_back(std::move(reply));
  }
  return replies;
}

// A list of rules of one kind. Immutable, but for the turns that its rules have taken. Threads:
// any. A Kind says what differs:
//
//   Call, Answer        what is asked, what is answered
//   kList               the key of the list
//   kMatchKeys          rules::MatchKey<Call>, the keys of `match`
//   kAnswerKeys         AnswerKey<Answer>, the keys that answer
//   kReplyKeys          ReplyKey<Answer>, the keys of a reply
//   service()           whose errors a reply may name
//   describe(call)      what is asked, for messages: `model "x"`
//   kCallKind           what the journal of calls says: one of kCallKinds,
//   kOperation          the service's name for the call,
//   request_json(call)  and what was asked
template <class Kind>
class RuleList {
 public:
  using Call = typename Kind::Call;
  using Answer = typename Kind::Answer;

  // What serves one call. Lives as long as its list.
  struct Serving {
    const Reply<Answer>& reply;
    std::chrono::milliseconds delay;
    std::size_t rule;  // its position in the list
  };

  // Errors: kValidation with the pointer of the fault.
  static base::Result<RuleList> compile(const rules::JsonPlace& list) {
    ASSIGN_OR_RETURN(const std::vector<rules::JsonPlace> items,
                     list.items(base::limits::kBackendRulesMax));
    RuleList compiled;
    compiled.rules_.reserve(items.size());
    for (const rules::JsonPlace& item : items) {
      ASSIGN_OR_RETURN(Rule rule, read_rule(item));
      compiled.rules_.push_back(std::move(rule));
    }
    return compiled;
  }

  // The first rule that fits and has a turn left, which it takes; nothing if there is none.
  [[nodiscard]] std::optional<Serving> serve(const Call& call) const {
    for (const Rule& rule : rules_) {
      // A rule that is used up is cheaper to see than a prompt is to search.
      if (rule.limits.turns.used_up() || !rule.match.fits(call)) continue;
      const auto turn = rule.limits.turns.take();
      if (!turn) continue;  // another call was faster
      const auto index = std::min(static_cast<std::size_t>(*turn), rule.replies.size() - 1);
      return Serving{rule.replies[index], rule.limits.delay,
                     static_cast<std::size_t>(&rule - rules_.data())};
    }
    return std::nullopt;
  }

  // Why no rule serves `call`: the rule that came closest and what of it does not fit.
  [[nodiscard]] std::string why_none(const Call& call) const {
    std::string message = fmt::format("No rule of the backends document serves {} for node {}.",
                                      Kind::describe(call), rules::in_quotes(call.node));
    if (rules_.empty()) return message + fmt::format(" It has no rule for {}.", Kind::kList);
    std::size_t closest = 0;
    std::vector<std::string> closest_misfits = misfits(rules_[0], call);
    for (std::size_t i = 1; i < rules_.size() && closest_misfits.size() > 1; ++i) {
      auto parts = misfits(rules_[i], call);
      if (parts.size() >= closest_misfits.size()) continue;
      closest = i;
      closest_misfits = std::move(parts);
    }
    return fmt::format("{} The closest is /{}/{}: {}.", message, Kind::kList, closest,
                       fmt::join(closest_misfits, "; "));
  }

 private:
  struct Rule {
    rules::Match<Call> match = {};
    std::vector<Reply<Answer>> replies = {};  // in turn, the last one from then on
    RuleLimits limits = {};
  };

  // How many of the keys that answer `member` is, 0 or 1.
  static base::Result<std::size_t> read_answer(const rules::JsonPlace& member, Rule& rule) {
    for (const AnswerKey<Answer>& row : Kind::kAnswerKeys) {
      if (row.key != member.name()) continue;
      if (row.read == nullptr) return key_not_served(member);
      ASSIGN_OR_RETURN(rule.replies, row.read(member));
      return std::size_t{1};
    }
    if (member.name() == "record") return key_not_served(member);
    std::vector<std::string_view> known = {"match", "delayMs", "times"};
    for (const AnswerKey<Answer>& row : Kind::kAnswerKeys) {
      if (row.read != nullptr) known.push_back(row.key);
    }
    return unknown_key(member, known);
  }

  static base::Result<Rule> read_rule(const rules::JsonPlace& place) {
    Rule rule;
    std::size_t answers = 0;
    ASSIGN_OR_RETURN(const std::vector<rules::JsonPlace> members, place.members());
    for (const rules::JsonPlace& member : members) {
      if (member.name() == "match") {
        ASSIGN_OR_RETURN(rule.match, rules::Match<Call>::compile(member, Kind::kMatchKeys));
        continue;
      }
      ASSIGN_OR_RETURN(const bool is_limit, read_limit(member, rule.limits));
      if (is_limit) continue;
      ASSIGN_OR_RETURN(const std::size_t found, read_answer(member, rule));
      answers += found;
    }
    if (answers == 1) return rule;
    std::vector<std::string_view> served;
    for (const AnswerKey<Answer>& row : Kind::kAnswerKeys) {
      if (row.read != nullptr) served.push_back(row.key);
    }
    return wrong_answers(place, served, answers);
  }

  // One sentence part for each thing that keeps `rule` from serving `call`.
  static std::vector<std::string> misfits(const Rule& rule, const Call& call) {
    std::vector<std::string> parts = rule.match.misfits(call);
    if (rule.limits.turns.used_up()) {
      parts.push_back(fmt::format("times {} are used up", *rule.limits.turns.times()));
    }
    return parts;
  }

  std::vector<Rule> rules_;
};

}  // namespace flows::backends
