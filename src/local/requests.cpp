#include <array>

#include "base/json_text.h"
#include "base/limits.h"
#include "local/entry_text.h"
#include "local/handlers.h"
#include "local/query.h"
#include "views/shared_text.h"
#include "wire/timestamp.h"

namespace flows::local {
namespace {

constexpr std::array<std::string_view, 4> kRequestFilters = {"operation", "flow", "status",
                                                             "limit"};

base::Result<RequestFilter> read_request_filter(const wire::Request& request) {
  ASSIGN_OR_RETURN(const auto query, read_query(request, kRequestFilters));
  RequestFilter filter;
  for (const auto& [name, text] : query) {
    if (name == "operation") filter.operation = text;
    if (name == "flow") {
      ASSIGN_OR_RETURN(filter.flow, read_flow(name, text));
    }
    if (name == "status") {
      ASSIGN_OR_RETURN(const auto status, read_number(name, text, 100, 599));
      filter.status = static_cast<int>(status);
    }
    if (name == "limit") {
      ASSIGN_OR_RETURN(const auto limit,
                       read_number(name, text, 1, base::limits::kRequestJournalEntriesMax));
      filter.limit = static_cast<std::size_t>(limit);
    }
  }
  return filter;
}

std::string request_text(const RequestEntry& entry) {
  return base::ObjectText()
      .string("time", wire::format_timestamp(entry.time))
      .string("requestId", entry.request_id)
      .string_if("service", unless_empty(entry.service))
      .string_if("operation", unless_empty(entry.operation))
      .string_if("method", unless_empty(entry.method))
      .string_if("path", unless_empty(entry.path))
      .string_if("flow", unless_empty(entry.flow))
      .string("account", entry.caller.account)
      .string("region", entry.caller.region)
      .number("status", entry.status)
      .string_if("errorCode", unless_empty(entry.error_code))
      .raw("durationMs", views::milliseconds_text(entry.duration))
      .finish();
}

}  // namespace

wire::Response get_requests(const wire::Request& request, const Labels& /*labels*/,
                            Services& services) {
  const auto filter = read_request_filter(request);
  if (!filter) return error_response(filter.error());
  const std::string list = base::list_text(services.journal.find(*filter), request_text);
  return json_response(200, base::ObjectText().raw("requests", list).finish());
}

wire::Response delete_requests(const wire::Request& request, const Labels& /*labels*/,
                               Services& services) {
  if (const auto query = read_query(request, {}); !query) {
    return error_response(query.error());
  }
  services.journal.clear();
  return {.status = 204};
}

}  // namespace flows::local
