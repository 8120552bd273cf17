#include <algorithm>
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

using backends::CallEntry;

constexpr std::array<std::string_view, 7> kCallFilters = {"kind",      "operation", "flow", "node",
                                                          "execution", "status",    "limit"};

// The outcomes of a call.
constexpr std::string_view kAnswered = "answered";
constexpr std::string_view kFailed = "failed";

// Selects entries of the journal. An empty member matches every entry.
struct CallFilter {
  std::string kind;
  std::string operation;
  std::string flow;
  std::string node;
  std::string execution;
  std::string status;
  std::size_t limit = base::limits::kCallJournalEntriesMax;
};

base::Result<CallFilter> read_call_filter(const wire::Request& request) {
  static constexpr std::string_view kStatuses[] = {kAnswered, kFailed};
  ASSIGN_OR_RETURN(const auto query, read_query(request, kCallFilters));
  CallFilter filter;
  for (const auto& [name, text] : query) {
    if (name == "kind") {
      RETURN_IF_ERROR(check_one_of(name, text, backends::kCallKinds));
      filter.kind = text;
    }
    if (name == "status") {
      RETURN_IF_ERROR(check_one_of(name, text, kStatuses));
      filter.status = text;
    }
    if (name == "flow") {
      ASSIGN_OR_RETURN(filter.flow, read_flow(name, text));
    }
    if (name == "operation") filter.operation = text;
    if (name == "node") filter.node = text;
    if (name == "execution") filter.execution = text.substr(text.rfind('/') + 1);
    if (name == "limit") {
      ASSIGN_OR_RETURN(const auto limit,
                       read_number(name, text, 1, base::limits::kCallJournalEntriesMax));
      filter.limit = static_cast<std::size_t>(limit);
    }
  }
  return filter;
}

std::string_view status_of(const CallEntry& entry) { return entry.error ? kFailed : kAnswered; }

bool fits_filter(const CallEntry& entry, const CallFilter& filter) {
  const auto narrows = [](const std::string& wanted, std::string_view found) {
    return !wanted.empty() && wanted != found;
  };
  return !narrows(filter.kind, entry.kind) && !narrows(filter.operation, entry.operation) &&
         !narrows(filter.flow, flow_id_in(entry.run.flow_arn)) &&
         !narrows(filter.node, entry.node) && !narrows(filter.execution, entry.run.execution_id) &&
         !narrows(filter.status, status_of(entry));
}

std::string call_text(const CallEntry& entry) {
  base::ObjectText text;
  text.string("time", wire::format_timestamp(entry.time))
      .string("kind", entry.kind)
      .string("operation", entry.operation)
      .string("flow", flow_id_in(entry.run.flow_arn))
      .string("execution", entry.run.execution_id)
      .string("node", entry.node)
      .string("status", status_of(entry))
      .string_if("servedBy", unless_empty(entry.served_by))
      .raw("request", entry.request);
  if (entry.error) {
    text.raw("error", views::error_text(*entry.error));
  } else {
    text.raw("response", entry.response);
  }
  return text.raw("durationMs", views::milliseconds_text(entry.duration)).finish();
}

}  // namespace

wire::Response get_calls(const wire::Request& request, const Labels& /*labels*/,
                         Services& services) {
  const auto filter = read_call_filter(request);
  if (!filter) return error_response(filter.error());
  std::string list;
  std::size_t found = 0;
  for (const auto& entry : services.calls.entries()) {
    if (found == filter->limit) break;
    if (!fits_filter(*entry, *filter)) continue;
    if (found++ > 0) list += ',';
    list += call_text(*entry);
  }
  return json_response(200, base::ObjectText().raw("calls", "[" + list + "]").finish());
}

wire::Response delete_calls(const wire::Request& request, const Labels& /*labels*/,
                            Services& services) {
  if (const auto query = read_query(request, {}); !query) {
    return error_response(query.error());
  }
  services.calls.clear();
  return {.status = 204};
}

}  // namespace flows::local
