#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "backends/responder.h"
#include "backends/service_error.h"
#include "base/limits.h"
#include "base/result.h"
#include "rules/json_place.h"

namespace flows::backends {

// One reply of a rule: a reply of its kind, or the failure of the call.
template <class Reply>
using ReplyOrFailure = std::variant<Reply, base::Error>;

// One key of a reply. Each reply has exactly one deciding key, or `error` instead.
template <class Reply>
struct ReplyKey {
  std::string_view key;
  bool decides = false;
  base::Result<void> (*read)(const rules::JsonPlace& place, Reply& reply);
};

// The content of a reply that is a failure.
struct Failure {
  base::Error error;
};

// Reads `error` and `message`, which replies of all kinds may have. Errors: kValidation with the
// pointer.
base::Result<Failure> read_failure(const std::vector<rules::JsonPlace>& members,
                                   const Service& service);

// Returns the key that decides what a reply is: "error" or one of `deciding`. Errors: kValidation
// if there is not exactly one.
base::Result<std::string_view> find_decider(const rules::JsonPlace& place,
                                            const std::vector<rules::JsonPlace>& members,
                                            const std::vector<std::string_view>& deciding);

template <class Reply, std::size_t kSize>
base::Result<ReplyOrFailure<Reply>> read_reply(const rules::JsonPlace& place,
                                               const ReplyKey<Reply> (&table)[kSize],
                                               const Service& service) {
  std::vector<std::string_view> known = {"error", "message"};
  std::vector<std::string_view> deciding;
  for (const ReplyKey<Reply>& row : table) {
    known.push_back(row.key);
    if (row.decides) deciding.push_back(row.key);
  }
  ASSIGN_OR_RETURN(const std::vector<rules::JsonPlace> members, place.members());
  for (const rules::JsonPlace& member : members) {
    if (std::ranges::find(known, member.name()) == known.end()) return unknown_key(member, known);
  }
  ASSIGN_OR_RETURN(const std::string_view decider, find_decider(place, members, deciding));
  const bool fails = decider == "error";
  Reply reply;
  for (const rules::JsonPlace& member : members) {
    const auto* const row = std::ranges::find(table, member.name(), &ReplyKey<Reply>::key);
    if (fails != (row == std::end(table))) {
      return member.fault(fmt::format("does not go with \"{}\"", decider));
    }
    if (!fails) RETURN_IF_ERROR(row->read(member, reply));
  }
  if (!fails) return ReplyOrFailure<Reply>(std::move(reply));
  ASSIGN_OR_RETURN(Failure failure, read_failure(members, service));
  return ReplyOrFailure<Reply>(std::move(failure.error));
}

// Reads one reply, or a list of replies that are returned in turn. The result is never empty.
template <class Kind>
base::Result<std::vector<ReplyOrFailure<typename Kind::Reply>>> read_replies(
    const rules::JsonPlace& place) {
  std::vector<ReplyOrFailure<typename Kind::Reply>> replies;
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

// Compiles the key `respond`, whose replies are returned in turn; the last one is repeated. A Kind
// whose Reply is not its Response has a function `respond(reply, call)`.
template <class Kind>
base::Result<Responder<Kind>> compile_respond(const rules::JsonPlace& place) {
  ASSIGN_OR_RETURN(auto replies, read_replies<Kind>(place));
  return Responder<Kind>([replies = std::move(replies)](const ServedCall<Kind>& served)
                             -> base::Result<typename Kind::Response> {
    const std::size_t turn = std::min(static_cast<std::size_t>(served.turn), replies.size() - 1);
    const auto& reply = replies[turn];
    if (const auto* failure = std::get_if<base::Error>(&reply)) return *failure;
    const auto& said = std::get<typename Kind::Reply>(reply);
    if constexpr (std::is_same_v<typename Kind::Reply, typename Kind::Response>) {
      return said;
    } else {
      return Kind::respond(said, served.call);
    }
  });
}

}  // namespace flows::backends
