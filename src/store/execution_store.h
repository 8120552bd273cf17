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

// Asynchronous executions. One that is Running ends once, in the same transaction as its last
// events; nothing changes an execution that has ended. Every function may throw StorageFailure,
// which Database handles.
namespace flows::store {

struct NewExecution {
  model::ExecutionName name;
  model::ExecutionSnapshot snapshot;
  std::optional<std::string> latency = {};
  std::optional<std::string> concurrency_json = {};
};

// How a run ended that ended at once, and all that happened in it.
struct EndedRun {
  std::vector<StoredEvent> events;
  std::string status;
  std::optional<std::string> errors_json = {};
  base::TimePoint ended_at;
};

// Stores a Running execution and its first event; returns its ID. Errors: kResourceNotFound where
// the flow is gone; kConflict where the name is taken; kServiceQuotaExceeded where `running_max` of
// the caller's run.
base::Result<std::int64_t> start_execution(WriteTxn& txn, const base::Caller& caller,
                                           const NewExecution& execution,
                                           const std::string& input_event_json,
                                           std::size_t running_max, base::TimePoint now);

// The same of one that has been run before it is stored.
base::Result<void> add_ended_execution(WriteTxn& txn, const base::Caller& caller,
                                       const NewExecution& execution, const EndedRun& run,
                                       std::size_t running_max, base::TimePoint started_at);

// Errors: kResourceNotFound.
base::Result<model::FlowExecution> find_execution(ReadTxn& txn, const base::Caller& caller,
                                                  const model::ExecutionName& name);
base::Result<model::ExecutionSnapshot> find_execution_snapshot(ReadTxn& txn,
                                                               const base::Caller& caller,
                                                               const model::ExecutionName& name);

// One execution of a list, with texts that live for the time of one call.
struct ListedExecution {
  std::int64_t id = 0;
  std::string_view alias_id;
  std::string_view name;
  std::string_view version;
  std::string_view status;
  base::TimePoint started_at;
  std::optional<base::TimePoint> ended_at;
};

// Calls `visit` for at most `limit` executions of a flow, the latest first, from before `before`;
// of one alias where that is given. Errors: kResourceNotFound where the flow does not exist.
base::Result<void> list_executions(ReadTxn& txn, const base::Caller& caller,
                                   std::string_view flow_id,
                                   const std::optional<std::string>& alias_id,
                                   std::optional<std::int64_t> before, int limit,
                                   const std::function<void(const ListedExecution&)>& visit);

// Which executions of all callers are wanted; what is absent does not narrow.
struct ExecutionFilter {
  std::optional<std::string> flow_id = {};
  std::optional<std::string> name = {};
  std::optional<std::string> status = {};
  int limit = 0;
  std::size_t event_bytes_max = 0;  // of all of them together
};

// An execution with all that has happened in it.
struct ExecutionHistory {
  base::Caller caller;
  model::FlowExecution execution;
  std::vector<std::string> event_jsons = {};
  bool cut_short = false;  // more happened than there was room for, or than can be read
};

// Those that fit, the latest first.
std::vector<ExecutionHistory> list_execution_histories(ReadTxn& txn, const ExecutionFilter& filter);

// Whether an execution of that alias is Running.
bool has_running_execution(ReadTxn& txn, const base::Caller& caller, std::string_view flow_id,
                           std::string_view alias_id);

// What it takes to go on with an execution that is Running.
struct RunningExecution {
  base::Caller caller;
  model::ExecutionName name;
  model::ExecutionSnapshot snapshot;  // its definition_json is "" where there is none any more
  base::TimePoint started_at;
  std::optional<std::string> latency = {};
  std::optional<std::string> concurrency_json = {};
  std::vector<std::string> event_jsons = {};  // all that has happened
  base::Result<void> whole = {};              // an Error where events are damaged
};

// All that are Running, the oldest first; or those of one flow.
std::vector<std::int64_t> list_running_executions(ReadTxn& txn);
std::vector<std::int64_t> list_running_executions(ReadTxn& txn, const base::Caller& caller,
                                                  std::string_view flow_id);

// nullopt where it is not Running any more.
std::optional<RunningExecution> find_running_execution(ReadTxn& txn, std::int64_t execution);

// Adds what has happened. False, and nothing is added, where it is not Running any more.
bool add_events(WriteTxn& txn, std::int64_t execution, const std::vector<StoredEvent>& events);

// Ends it with a final status. False, and nothing changes, where it has ended.
bool end_execution(WriteTxn& txn, std::int64_t execution, std::string_view status,
                   const std::optional<std::string>& errors_json, base::TimePoint now);

// Ends it as Failed where what is stored of it cannot be used; the event that says why comes after
// all that was stored. False, and nothing changes, where it has ended.
bool end_damaged_execution(WriteTxn& txn, std::int64_t execution,
                           const std::string& failure_event_json, const std::string& errors_json,
                           base::TimePoint now);

// Ends it as Aborted. Errors: kResourceNotFound; kConflict where it has ended.
base::Result<model::FlowExecution> abort_execution(WriteTxn& txn, const base::Caller& caller,
                                                   const model::ExecutionName& name,
                                                   base::TimePoint now);

}  // namespace flows::store
