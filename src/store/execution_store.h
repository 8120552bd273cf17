#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/caller.h"
#include "base/clock.h"
#include "base/result.h"
#include "model/flow_execution.h"
#include "store/event_store.h"
#include "store/transaction.h"

// Asynchronous executions. A Running execution ends exactly once, in the same transaction that
// stores its last events; nothing changes an execution that has ended. Every function may throw
// StorageFailure, which Database handles.
namespace flows::store {

struct NewExecution {
  model::ExecutionName name;
  model::ExecutionSnapshot snapshot;
  std::optional<std::string> latency = {};
  std::optional<std::string> concurrency_json = {};
};

// The events and the result of a run that ended before its execution was stored.
struct EndedRun {
  std::vector<StoredEvent> events;
  std::string status;
  std::optional<std::string> errors_json = {};
  base::TimePoint ended_at;
};

// Stores a Running execution and its first event; returns its ID. Errors: kResourceNotFound if the
// flow does not exist; kConflict if the name is taken; kServiceQuotaExceeded if the caller already
// has `running_max` Running executions.
base::Result<std::int64_t> start_execution(WriteTxn& txn, const base::Caller& caller,
                                           const NewExecution& execution,
                                           const std::string& input_event_json,
                                           std::size_t running_max, base::TimePoint now);

// Stores an execution whose run has already ended. Errors: those of start_execution.
base::Result<void> add_ended_execution(WriteTxn& txn, const base::Caller& caller,
                                       const NewExecution& execution, const EndedRun& run,
                                       std::size_t running_max, base::TimePoint started_at);

// Return the execution of that name, or its snapshot. Errors: kResourceNotFound.
base::Result<model::FlowExecution> find_execution(ReadTxn& txn, const base::Caller& caller,
                                                  const model::ExecutionName& name);
base::Result<model::ExecutionSnapshot> find_execution_snapshot(ReadTxn& txn,
                                                               const base::Caller& caller,
                                                               const model::ExecutionName& name);

// One execution of a list. Its texts live only until the visitor returns.
struct ListedExecution {
  std::int64_t id = 0;
  std::string_view alias_id;
  std::string_view name;
  std::string_view version;
  std::string_view status;
  base::TimePoint started_at;
  std::optional<base::TimePoint> ended_at;
};

// Calls `visit` for at most `limit` executions of a flow with IDs below `before` (absent: from the
// latest), the latest first; if `alias_id` is given, only for those of that alias. Errors:
// kResourceNotFound if the flow does not exist.
base::Result<void> list_executions(ReadTxn& txn, const base::Caller& caller,
                                   std::string_view flow_id,
                                   const std::optional<std::string>& alias_id,
                                   std::optional<std::int64_t> before, int limit,
                                   const std::function<void(const ListedExecution&)>& visit);

// Selects executions of all callers; an absent member selects all.
struct ExecutionFilter {
  std::optional<std::string> flow_id = {};
  std::optional<std::string> name = {};
  std::optional<std::string> status = {};
  int limit = 0;
  std::size_t event_bytes_max = 0;  // for all executions together
};

// An execution with its history.
struct ExecutionHistory {
  base::Caller caller;
  model::FlowExecution execution;
  std::vector<std::string> event_jsons = {};
  bool cut_short = false;  // some events did not fit, or cannot be read
};

// Returns the executions that match, the latest first.
std::vector<ExecutionHistory> list_execution_histories(ReadTxn& txn, const ExecutionFilter& filter);

// Returns whether an execution of that alias is Running.
bool has_running_execution(ReadTxn& txn, const base::Caller& caller, std::string_view flow_id,
                           std::string_view alias_id);

// What is needed to continue a Running execution.
struct RunningExecution {
  base::Caller caller;
  model::ExecutionName name;
  model::ExecutionSnapshot snapshot;  // its definition_json is "" if the definition is missing
  base::TimePoint started_at;
  std::optional<std::string> latency = {};
  std::optional<std::string> concurrency_json = {};
  std::vector<std::string> event_jsons = {};  // the whole history
  base::Result<void> whole = {};              // an Error if events are damaged
};

// Returns the IDs of all Running executions, or of those of one flow, the oldest first.
std::vector<std::int64_t> list_running_executions(ReadTxn& txn);
std::vector<std::int64_t> list_running_executions(ReadTxn& txn, const base::Caller& caller,
                                                  std::string_view flow_id);

// Returns the execution; nullopt if it is not Running any more.
std::optional<RunningExecution> find_running_execution(ReadTxn& txn, std::int64_t execution);

// Appends events. Returns false, and adds nothing, if the execution is not Running any more.
bool add_events(WriteTxn& txn, std::int64_t execution, const std::vector<StoredEvent>& events);

// Ends the execution with a final status. Returns false, and changes nothing, if it has ended.
bool end_execution(WriteTxn& txn, std::int64_t execution, std::string_view status,
                   const std::optional<std::string>& errors_json, base::TimePoint now);

// Ends an execution as Failed because its stored data cannot be used, and appends the event that
// explains it after all stored events. Returns false, and changes nothing, if it has ended.
bool end_damaged_execution(WriteTxn& txn, std::int64_t execution,
                           const std::string& failure_event_json, const std::string& errors_json,
                           base::TimePoint now);

// Ends the execution as Aborted and returns its key. Reads nothing else of it, so that one whose
// row is damaged can be stopped, too. Errors: kResourceNotFound; kConflict if it has ended.
base::Result<std::int64_t> abort_execution(WriteTxn& txn, const base::Caller& caller,
                                           const model::ExecutionName& name, base::TimePoint now);

}  // namespace flows::store
