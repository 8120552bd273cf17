#include <algorithm>
#include <array>

#include "base/json_text.h"
#include "base/limits.h"
#include "local/handlers.h"
#include "local/query.h"
#include "model/event_json.h"
#include "model/run_record.h"
#include "runs/recent_runs.h"
#include "store/execution_store.h"
#include "views/run_text.h"

namespace flows::local {
namespace {

using base::Result;
using model::RunRecord;
using runs::RunFilter;

constexpr std::array<std::string_view, 4> kFilters = {"flow", "operation", "status", "limit"};

constexpr std::string_view kOperations[] = {model::kInvokeFlow, model::kStartFlowExecution};
constexpr std::string_view kStatuses[] = {model::kExecutionRunning, model::kExecutionSucceeded,
                                          model::kExecutionFailed,  model::kExecutionTimedOut,
                                          model::kExecutionAborted, model::kRunInputRequired};

struct Filter {
  RunFilter runs = {.limit = base::limits::kExecutionsListedDefault};
  std::optional<std::string> operation = {};
};

Result<Filter> read_filter(const wire::Request& request) {
  ASSIGN_OR_RETURN(const auto query, read_query(request, kFilters));
  Filter filter;
  for (const auto& [name, text] : query) {
    if (name == "flow") {
      ASSIGN_OR_RETURN(filter.runs.flow_id, read_flow(name, text));
    }
    if (name == "operation") {
      RETURN_IF_ERROR(check_one_of(name, text, kOperations));
      filter.operation = text;
    }
    if (name == "status") {
      RETURN_IF_ERROR(check_one_of(name, text, kStatuses));
      filter.runs.status = text;
    }
    if (name == "limit") {
      ASSIGN_OR_RETURN(const auto limit, read_number(name, text, 1, base::limits::kRecentRunsMax));
      filter.runs.limit = static_cast<std::size_t>(limit);
    }
  }
  return filter;
}

// Returns the events that can be read, and sets `cut_short` if some cannot.
model::History read_events(const store::ExecutionHistory& history, bool& cut_short) {
  model::History events;
  for (const std::string& text : history.event_jsons) {
    auto event = model::read_event(text);
    if (event) {
      events.push_back(*std::move(event));
    } else {
      cut_short = true;
    }
  }
  return events;
}

RunRecord record_of(store::ExecutionHistory&& history) {
  bool cut_short = history.cut_short;
  model::History events = read_events(history, cut_short);
  model::FlowExecution& execution = history.execution;
  return {.operation = std::string(model::kStartFlowExecution),
          .caller = std::move(history.caller),
          .flow_id = std::move(execution.name.flow_id),
          .alias_id = std::move(execution.name.alias_id),
          .version = std::move(execution.version),
          .execution_id = std::move(execution.name.name),
          .started_at = execution.started_at,
          .ended_at = execution.ended_at,
          .status = std::move(execution.status),
          .events = std::move(events),
          .cut_short = cut_short};
}

// Finds runs of InvokeFlow and asynchronous executions, the latest first.
Result<std::vector<RunRecord>> find(const Filter& filter, Services& services) {
  using Histories = std::vector<store::ExecutionHistory>;
  const auto wants = [&](std::string_view operation) {
    return !filter.operation || *filter.operation == operation;
  };
  std::vector<RunRecord> found;
  if (wants(model::kInvokeFlow)) found = services.recent_runs.find(filter.runs);
  if (wants(model::kStartFlowExecution)) {
    ASSIGN_OR_RETURN(Histories histories,
                     services.db.read([&](store::ReadTxn& txn) -> Result<Histories> {
                       return store::list_execution_histories(
                           txn, {.flow_id = filter.runs.flow_id,
                                 .name = filter.runs.execution_id,
                                 .status = filter.runs.status,
                                 .limit = static_cast<int>(filter.runs.limit),
                                 .event_bytes_max = base::limits::kExecutionsListedBytesMax});
                     }));
    for (store::ExecutionHistory& history : histories) {
      found.push_back(record_of(std::move(history)));
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const RunRecord& a, const RunRecord& b) {
    return a.started_at > b.started_at;
  });
  found.resize(std::min(found.size(), filter.runs.limit));
  return found;
}

}  // namespace

wire::Response get_executions(const wire::Request& request, const Labels& /*labels*/,
                              Services& services) {
  const auto filter = read_filter(request);
  if (!filter) return error_response(filter.error());
  const auto found = find(*filter, services);
  if (!found) return error_response(found.error());
  return json_response(
      200, base::ObjectText().raw("executions", base::list_text(*found, views::run_text)).finish());
}

wire::Response get_execution(const wire::Request& request, const Labels& labels,
                             Services& services) {
  auto filter = read_filter(request);
  if (!filter) return error_response(filter.error());
  filter->runs.execution_id = labels.at("id");
  filter->runs.limit = 1;
  const auto found = find(*filter, services);
  if (!found) return error_response(found.error());
  if (found->empty()) return message_response(404, "There is no such execution.");
  return json_response(200, views::run_text(found->front()));
}

}  // namespace flows::local
