#include "local/query.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "local/request_journal.h"
#include "wire/target.h"

namespace flows::local {
namespace {

base::Error bad_query(std::string message) {
  return {base::ErrorCode::kValidation, std::move(message)};
}

}  // namespace

base::Result<Query> read_query(const wire::Request& request,
                               std::span<const std::string_view> allowed) {
  ASSIGN_OR_RETURN(const auto target, wire::parse_target(request.target));
  Query query;
  for (const auto& [name, value] : target.query) {
    if (std::ranges::find(allowed, name) == allowed.end()) {
      return bad_query(allowed.empty()
                           ? fmt::format("The query has '{}', but this route takes none.", name)
                           : fmt::format("The query has '{}', but this route knows only: {}.", name,
                                         fmt::join(allowed, ", ")));
    }
    if (!query.emplace(name, value).second) {
      return bad_query(fmt::format("The query has '{}' twice.", name));
    }
  }
  return query;
}

base::Result<std::int64_t> read_number(std::string_view name, const std::string& text,
                                       std::int64_t min, std::int64_t max) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end || number < min || number > max) {
    return bad_query(
        fmt::format("'{}' must be a whole number from {} to {}, not '{}'.", name, min, max, text));
  }
  return number;
}

base::Result<void> check_one_of(std::string_view name, const std::string& text,
                                std::span<const std::string_view> known) {
  if (std::ranges::find(known, text) != known.end()) return {};
  return base::Error{base::ErrorCode::kValidation,
                     fmt::format("'{}' must be one of: {}.", name, fmt::join(known, ", "))};
}

base::Result<std::string> read_flow(std::string_view name, const std::string& text) {
  std::string id = flow_id_in(text);
  if (id.empty()) return bad_query(fmt::format("'{}' must be the ID or the ARN of a flow.", name));
  return id;
}

}  // namespace flows::local
