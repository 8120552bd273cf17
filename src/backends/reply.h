#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "backends/service_error.h"
#include "base/limits.h"
#include "base/result.h"
#include "rules/json_place.h"

namespace flows::backends {

// What a rule answers once: an answer of its kind, or the failure of the call.
template <class Answer>
using Reply = std::variant<Answer, base::Error>;

// One key of a reply. Each reply has exactly one key that decides, or `error`.
template <class Answer>
struct ReplyKey {
  std::string_view key;
  bool decides = false;
  base::Result<void> (*read)(const rules::JsonPlace& place, Answer& answer);
};

// What a reply says that fails.
struct Failure {
  base::Error error;
};

// `error` and `message`, which replies of all kinds may have. Errors: kValidation with the pointer.
base::Result<Failure> read_failure(const std::vector<rules::JsonPlace>& members,
                                   const Service& service);

// The key that decides what a reply is: "error", one of `deciding`, or an error of the document.
base::Result<std::string_view> find_decider(const rules::JsonPlace& place,
                                            const std::vector<rules::JsonPlace>& members,
                                            const std::vector<std::string_view>& deciding);

template <class Answer, std::size_t kSize>
base::Result<Reply<Answer>> read_reply(const rules::JsonPlace& place,
                                       const ReplyKey<Answer> (&table)[kSize],
                                       const Service& service) {
  std::vector<std::string_view> known = {"error", "message"};
  std::vector<std::string_view> deciding;
  for (const ReplyKey<Answer>& row : table) {
    known.push_back(row.key);
    if (row.decides) deciding.push_back(row.key);
  }
  ASSIGN_OR_RETURN(const std::vector<rules::JsonPlace> members, place.members());
  for (const rules::JsonPlace& member : members) {
    if (std::ranges::find(known, member.name()) == known.end()) return unknown_key(member, known);
  }
  ASSIGN_OR_RETURN(const std::string_view decider, find_decider(place, members, deciding));
  const bool fails = decider == "error";
  Answer answer;
  for (const rules::JsonPlace& member : members) {
    const auto* const row = std::ranges::find(table, member.name(), &ReplyKey<Answer>::key);
    if (fails != (row == std::end(table))) {
      return member.fault(fmt::format("does not go with \"{}\"", decider));
    }
    if (!fails) RETURN_IF_ERROR(row->read(member, answer));
  }
  if (!fails) return Reply<Answer>(std::move(answer));
  ASSIGN_OR_RETURN(Failure failure, read_failure(members, service));
  return Reply<Answer>(std::move(failure.error));
}

}  // namespace flows::backends
