#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/responder.h"
#include "base/limits.h"
#include "base/result.h"
#include "rules/json_place.h"
#include "rules/match.h"
#include "rules/turns.h"

namespace flows::backends {

// The keys that rules of all kinds have, besides `match` and the key that says how they respond.
// `read_limit` reads `place` if it is such a key, and returns whether it is. Errors: kValidation
// with the pointer.
struct RuleLimits {
  std::chrono::milliseconds delay{0};
  rules::Turns turns = rules::Turns();
};
base::Result<bool> read_limit(const rules::JsonPlace& place, RuleLimits& limits);

// Returns the error of a rule that has `count` of the keys of which it must have exactly one.
base::Error wrong_responders(const rules::JsonPlace& place,
                             const std::vector<std::string_view>& served, std::size_t count);

// A list of rules of one kind. Immutable except for the turns that its rules have taken. Threads:
// any. A Kind defines:
//
//   Call, Response      a request to the service, and what the service returns
//   Reply               the content of a reply in the document, see respond.h
//   kList               the key of the list
//   kMatchKeys          rules::MatchKey<Call>, the keys of `match`
//   kResponderKeys      ResponderKey<Kind>, the ways to respond
//   kReplyKeys          ReplyKey<Reply>, the keys of a reply
//   service()           the service whose errors a reply may name
//   describe(call)      the call in a message: `model "x"`
//   kCallKind           the service in the journal of calls, one of kCallKinds
//   kOperation          the service's name for the operation
//   request_json(call)  the request in the journal of calls
template <class Kind>
class RuleList {
 public:
  using Call = typename Kind::Call;

  // The rule that serves one call. Valid as long as its list.
  struct Serving {
    const Responder<Kind>& respond;
    std::chrono::milliseconds delay;
    std::int64_t turn;
    std::size_t rule;  // its position in the list
  };

  // Compiles a list. Errors: kValidation with the pointer of the fault.
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

  // Returns the first rule that matches and has a turn left, and takes that turn; nullopt if there
  // is none.
  [[nodiscard]] std::optional<Serving> serve(const Call& call) const {
    for (const Rule& rule : rules_) {
      // It is cheaper to check whether a rule is used up than to search a prompt.
      if (rule.limits.turns.used_up() || !rule.match.fits(call)) continue;
      const auto turn = rule.limits.turns.take();
      if (!turn) continue;  // another call took the last turn
      return Serving{.respond = rule.respond,
                     .delay = rule.limits.delay,
                     .turn = *turn,
                     .rule = static_cast<std::size_t>(&rule - rules_.data())};
    }
    return std::nullopt;
  }

  // Returns why no rule serves `call`: the rule that came closest, and which of its parts do not
  // match.
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
    Responder<Kind> respond = {};
    RuleLimits limits = {};
  };

  // Returns the keys of the ways to respond that this version serves.
  static std::vector<std::string_view> served_keys() {
    std::vector<std::string_view> keys;
    for (const ResponderKey<Kind>& row : Kind::kResponderKeys) {
      if (row.compile != nullptr) keys.push_back(row.key);
    }
    return keys;
  }

  static base::Result<void> read_responder(const rules::JsonPlace& member, Rule& rule) {
    for (const ResponderKey<Kind>& row : Kind::kResponderKeys) {
      if (row.key != member.name()) continue;
      if (row.compile == nullptr) return key_not_served(member);
      ASSIGN_OR_RETURN(rule.respond, row.compile(member));
      return {};
    }
    if (member.name() == "record") return key_not_served(member);
    std::vector<std::string_view> known = {"match", "delayMs", "times"};
    for (const std::string_view key : served_keys()) known.push_back(key);
    return unknown_key(member, known);
  }

  static base::Result<Rule> read_rule(const rules::JsonPlace& place) {
    Rule rule;
    std::size_t responders = 0;
    ASSIGN_OR_RETURN(const std::vector<rules::JsonPlace> members, place.members());
    for (const rules::JsonPlace& member : members) {
      if (member.name() == "match") {
        ASSIGN_OR_RETURN(rule.match, rules::Match<Call>::compile(member, Kind::kMatchKeys));
        continue;
      }
      ASSIGN_OR_RETURN(const bool is_limit, read_limit(member, rule.limits));
      if (is_limit) continue;
      RETURN_IF_ERROR(read_responder(member, rule));
      ++responders;
    }
    if (responders == 1) return rule;
    return wrong_responders(place, served_keys(), responders);
  }

  // Returns one part of a sentence for each reason why `rule` does not serve `call`.
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
