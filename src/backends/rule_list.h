#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/json_place.h"
#include "backends/reply.h"
#include "backends/text_test.h"
#include "backends/turns.h"
#include "base/limits.h"
#include "base/result.h"

namespace flows::backends {

// One key of a rule's `match`, and the text of a call that it looks at. A name that may be given in
// full, as an ARN, or short has a second text: one of them must fit.
template <class Call>
struct MatchKey {
  std::string_view key;
  TextTestKind kind = TextTestKind::kGlob;
  std::string_view (*subject)(const Call& call);
  std::string_view (*short_form)(const Call& call) = nullptr;
};

// One key that answers; each rule has exactly one. `read` is null for parts of the contract that
// this version does not serve.
template <class Answer>
struct AnswerKey {
  std::string_view key;
  base::Result<std::vector<Reply<Answer>>> (*read)(const JsonPlace& place);
};

// What all kinds of rules have besides `match` and what answers. Reads `place`, if it is such a
// key. Errors: kValidation with the pointer.
struct RuleLimits {
  std::chrono::milliseconds delay{0};
  Turns turns = Turns();
};
base::Result<bool> read_limit(const JsonPlace& place, RuleLimits& limits);

// The keys of which a rule has exactly one, as a message names them.
base::Error wrong_answers(const JsonPlace& place, const std::vector<std::string_view>& served,
                          std::size_t count);

// One reply, or a list of them that are given in turn; never empty.
template <class Kind>
base::Result<std::vector<Reply<typename Kind::Answer>>> read_replies(const JsonPlace& place) {
  std::vector<Reply<typename Kind::Answer>> replies;
  if (!place.value().is_array()) {
    ASSIGN_OR_RETURN(auto reply, read_reply(place, Kind::kReplyKeys, Kind::service()));
    replies.push_back(std::move(reply));
    return replies;
  }
  ASSIGN_OR_RETURN(const std::vector<JsonPlace> items, place.items(base::limits::kBackendRulesMax));
  if (items.empty()) return place.fault("must not be empty");
  for (const JsonPlace& item : items) {
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
//   kMatchKeys          MatchKey<Call>, the keys of `match`
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
  static base::Result<RuleList> compile(const JsonPlace& list) {
    ASSIGN_OR_RETURN(const std::vector<JsonPlace> items,
                     list.items(base::limits::kBackendRulesMax));
    RuleList compiled;
    compiled.rules_.reserve(items.size());
    for (const JsonPlace& item : items) {
      ASSIGN_OR_RETURN(Rule rule, read_rule(item));
      compiled.rules_.push_back(std::move(rule));
    }
    return compiled;
  }

  // The first rule that fits and has a turn left, which it takes; nothing if there is none.
  [[nodiscard]] std::optional<Serving> serve(const Call& call) const {
    for (const Rule& rule : rules_) {
      // A rule that is used up is cheaper to see than a prompt is to search.
      if (rule.limits.turns.used_up() || !fits(rule, call)) continue;
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
                                      Kind::describe(call), in_quotes(call.node));
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
  using Key = MatchKey<Call>;

  struct Condition {
    const Key* key;
    TextTest test;
  };

  struct Rule {
    std::vector<Condition> match = {};        // all must fit
    std::vector<Reply<Answer>> replies = {};  // in turn, the last one from then on
    RuleLimits limits = {};
  };

  static base::Result<void> read_match(const JsonPlace& place, Rule& rule) {
    ASSIGN_OR_RETURN(const std::vector<JsonPlace> members, place.members());
    for (const JsonPlace& member : members) {
      const Key* key = std::ranges::find(Kind::kMatchKeys, member.name(), &Key::key);
      if (key == std::end(Kind::kMatchKeys)) {
        std::vector<std::string_view> known;
        for (const Key& row : Kind::kMatchKeys) known.push_back(row.key);
        return unknown_key(member, known);
      }
      ASSIGN_OR_RETURN(TextTest test, TextTest::compile(key->kind, member));
      rule.match.push_back({key, std::move(test)});
    }
    return {};
  }

  // How many of the keys that answer `member` is, 0 or 1.
  static base::Result<std::size_t> read_answer(const JsonPlace& member, Rule& rule) {
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

  static base::Result<Rule> read_rule(const JsonPlace& place) {
    Rule rule;
    std::size_t answers = 0;
    ASSIGN_OR_RETURN(const std::vector<JsonPlace> members, place.members());
    for (const JsonPlace& member : members) {
      if (member.name() == "match") {
        RETURN_IF_ERROR(read_match(member, rule));
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

  static bool fits(const Condition& condition, const Call& call) {
    if (condition.test.fits(condition.key->subject(call))) return true;
    return condition.key->short_form != nullptr &&
           condition.test.fits(condition.key->short_form(call));
  }

  static bool fits(const Rule& rule, const Call& call) {
    return std::ranges::all_of(rule.match,
                               [&](const Condition& condition) { return fits(condition, call); });
  }

  // One sentence part for each thing that keeps `rule` from serving `call`.
  static std::vector<std::string> misfits(const Rule& rule, const Call& call) {
    std::vector<std::string> parts;
    for (const Condition& condition : rule.match) {
      if (fits(condition, call)) continue;
      parts.push_back(fmt::format("{} {}", condition.key->key,
                                  condition.test.misfit(condition.key->subject(call))));
    }
    if (rule.limits.turns.used_up()) {
      parts.push_back(fmt::format("times {} are used up", *rule.limits.turns.times()));
    }
    return parts;
  }

  std::vector<Rule> rules_;
};

}  // namespace flows::backends
