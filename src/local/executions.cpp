#include <algorithm>
#include <array>

#include "base/json_text.h"
#include "base/limits.h"
#include "local/entry_text.h"
#include "local/handlers.h"
#include "local/query.h"
#include "model/event_json.h"
#include "model/node_visit.h"
#include "runs/run_journal.h"
#include "store/execution_store.h"
#include "wire/timestamp.h"

namespace flows::local {
namespace {

using base::list_text;
using base::ObjectText;
using base::Result;
using model::NodeVisit;
using runs::RunFilter;
using runs::RunRecord;

constexpr std::array<std::string_view, 4> kFilters = {"flow", "operation", "status", "limit"};
constexpr std::string_view kInvoke = "InvokeFlow";
constexpr std::string_view kStart = "StartFlowExecution";

constexpr std::string_view kOperations[] = {kInvoke, kStart};
constexpr std::string_view kStatuses[] = {model::kExecutionRunning, model::kExecutionSucceeded,
                                          model::kExecutionFailed,  model::kExecutionTimedOut,
                                          model::kExecutionAborted, runs::kRunInputRequired};

// An execution, be it a run of InvokeFlow or an asynchronous one.
struct Execution {
  std::string_view operation;  // that began it
  RunRecord record;
};

struct Filter {
  RunFilter runs = {.limit = base::limits::kExecutionsToldDefault};
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
      ASSIGN_OR_RETURN(const auto limit, read_number(name, text, 1, base::limits::kRunRecordsMax));
      filter.runs.limit = static_cast<std::size_t>(limit);
    }
  }
  return filter;
}

Execution told(store::ExecutionHistory&& history) {
  model::FlowExecution& execution = history.execution;
  return {.operation = kStart,
          .record = {.caller = std::move(history.caller),
                     .flow_id = std::move(execution.name.flow_id),
                     .alias_id = std::move(execution.name.alias_id),
                     .version = std::move(execution.version),
                     .execution_id = std::move(execution.name.name),
                     .started_at = execution.started_at,
                     .ended_at = execution.ended_at,
                     .status = std::move(execution.status),
                     .events = model::read_history(history.event_jsons),
                     .cut_short = history.cut_short}};
}

// The latest first.
Result<std::vector<Execution>> find(const Filter& filter, Services& services) {
  using Histories = std::vector<store::ExecutionHistory>;
  const auto wants = [&](std::string_view operation) {
    return !filter.operation || *filter.operation == operation;
  };
  std::vector<Execution> found;
  if (wants(kInvoke)) {
    for (RunRecord& record : services.run_journal.find(filter.runs)) {
      found.push_back({.operation = kInvoke, .record = std::move(record)});
    }
  }
  if (wants(kStart)) {
    ASSIGN_OR_RETURN(Histories histories,
                     services.db.read([&](store::ReadTxn& txn) -> Result<Histories> {
                       return store::list_execution_histories(
                           txn, {.flow_id = filter.runs.flow_id,
                                 .name = filter.runs.execution_id,
                                 .status = filter.runs.status,
                                 .limit = static_cast<int>(filter.runs.limit),
                                 .event_bytes_max = base::limits::kExecutionsToldBytesMax});
                     }));
    for (store::ExecutionHistory& history : histories) found.push_back(told(std::move(history)));
  }
  std::stable_sort(found.begin(), found.end(), [](const Execution& a, const Execution& b) {
    return a.record.started_at > b.record.started_at;
  });
  found.resize(std::min(found.size(), filter.runs.limit));
  return found;
}

std::string field_text(const model::EventField& field) {
  return ObjectText()
      .string("name", field.name)
      .raw("content", base::to_text(field.content))
      .finish();
}

std::string step_text(const model::ScopeStep& step) {
  return ObjectText()
      .string("node", step.node)
      .number("index", static_cast<std::int64_t>(step.index))
      .finish();
}

std::string action_text(const model::NodeAction& action) {
  return ObjectText()
      .string("service", action.service_name)
      .string("operation", action.operation_name)
      .string("requestId", action.request_id)
      .finish();
}

void add_times(ObjectText& text, base::TimePoint start, std::optional<base::TimePoint> end) {
  text.string("startedAt", wire::format_timestamp(start));
  if (!end) return;
  text.string("endedAt", wire::format_timestamp(*end))
      .raw("durationMs", milliseconds_text(*end - start));
}

std::string visit_text(const NodeVisit& visit) {
  ObjectText text;
  text.string("node", visit.node);
  if (!visit.scope.empty()) text.raw("iterations", list_text(visit.scope, step_text));
  add_times(text, visit.started_at, visit.ended_at);
  text.raw("inputs", list_text(visit.inputs, field_text))
      .raw("outputs", list_text(visit.outputs, field_text));
  if (!visit.satisfied_conditions.empty()) {
    text.raw("satisfiedConditions", base::to_text(base::Json(visit.satisfied_conditions)));
  }
  if (!visit.actions.empty()) text.raw("calls", list_text(visit.actions, action_text));
  if (visit.failure) text.raw("error", error_text(*visit.failure));
  return text.finish();
}

std::string execution_text(const Execution& execution) {
  const RunRecord& record = execution.record;
  ObjectText text;
  text.string("id", record.execution_id)
      .string("operation", execution.operation)
      .string("account", record.caller.account)
      .string("region", record.caller.region)
      .string("flow", record.flow_id)
      .string("alias", record.alias_id)
      .string("version", record.version)
      .string("status", record.status);
  add_times(text, record.started_at, record.ended_at);
  if (!record.events.empty() && record.events.back().failure) {
    text.raw("error", error_text(*record.events.back().failure));
  }
  text.raw("nodes", list_text(model::node_visits(record.events), visit_text));
  if (record.cut_short) text.raw("cutShort", "true");
  return text.finish();
}

}  // namespace

wire::Response get_executions(const wire::Request& request, const Labels& /*labels*/,
                              Services& services) {
  const auto filter = read_filter(request);
  if (!filter) return error_response(filter.error());
  const auto found = find(*filter, services);
  if (!found) return error_response(found.error());
  return json_response(200,
                       ObjectText().raw("executions", list_text(*found, execution_text)).finish());
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
  return json_response(200, execution_text(found->front()));
}

}  // namespace flows::local
