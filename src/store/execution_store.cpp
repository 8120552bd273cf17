#include "store/execution_store.h"

#include <limits>
#include <span>

#include "base/text/utf8.h"
#include "store/flow_store.h"
#include "store/store_errors.h"
#include "store/version_number.h"

namespace flows::store {
namespace {

// Running executions are found through execution_running, the index that holds only them. It has to
// be named: SQLite prefers an index that has all columns, and then reads every execution of the
// account.

base::Result<void> require_room(ReadTxn& txn, const base::Caller& caller, std::size_t running_max) {
  auto count = txn.query(
      "SELECT count(*) FROM execution INDEXED BY execution_running"
      " WHERE account = ? AND region = ? AND status = 'Running'",
      caller.account, caller.region);
  CHECK(count.step(), "a count has a row");
  if (count.integer(0) < static_cast<std::int64_t>(running_max)) return {};
  return quota_exceeded(running_max, "running flow executions per account");
}

// Few executions are Running, however many are stored, so their index is named.
Statement find_histories(ReadTxn& txn, const ExecutionFilter& filter) {
  if (filter.status == model::kExecutionRunning) {
    return txn.query(
        "SELECT account, region, id, flow_id, alias_id, name, version, status, started_at, ended_at"
        " FROM execution INDEXED BY execution_running WHERE status = 'Running'"
        "  AND flow_id = coalesce(?, flow_id) AND name = coalesce(?, name) ORDER BY id DESC LIMIT "
        "?",
        filter.flow_id, filter.name, filter.limit);
  }
  return txn.query(
      "SELECT account, region, id, flow_id, alias_id, name, version, status, started_at, ended_at"
      " FROM execution WHERE flow_id = coalesce(?, flow_id) AND name = coalesce(?, name)"
      "  AND status = coalesce(?, status) ORDER BY id DESC LIMIT ?",
      filter.flow_id, filter.name, filter.status, filter.limit);
}

// There is one statement for each case, because SQLite would check an always true condition per
// row.
Statement query_page(ReadTxn& txn, const base::Caller& caller, std::string_view flow_id,
                     const std::optional<std::string>& alias_id, std::int64_t before, int limit) {
  if (alias_id) {
    return txn.query(
        "SELECT id, alias_id, name, version, status, started_at, ended_at FROM execution"
        " WHERE account = ? AND region = ? AND flow_id = ? AND id < ? AND alias_id = ?"
        " ORDER BY id DESC LIMIT ?",
        caller.account, caller.region, flow_id, before, *alias_id, limit);
  }
  return txn.query(
      "SELECT id, alias_id, name, version, status, started_at, ended_at FROM execution"
      " WHERE account = ? AND region = ? AND flow_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
      caller.account, caller.region, flow_id, before, limit);
}

// Returns a version as AWS spells it, valid until the next step.
std::string_view version_view(const Statement& row, int column) {
  const std::string_view version = row.text_view(column);
  if (!is_version(version)) row.refuse(column, "must be digits or DRAFT");
  return version;
}

void add_events_within(ReadTxn& txn, ExecutionHistory& history, std::size_t& bytes_left) {
  const auto whole = visit_events(txn, history.execution.id, [&](std::string_view event_json) {
    history.cut_short = event_json.size() > bytes_left;
    if (history.cut_short) return false;
    bytes_left -= event_json.size();
    history.event_jsons.emplace_back(event_json);
    return true;
  });
  // Damaged events are missing from the history, too.
  if (!whole) history.cut_short = true;
}

// The members of an execution that change while it runs.
struct Progress {
  std::string_view status;
  std::optional<std::string> errors_json = {};
  base::TimePoint started_at;
  std::optional<base::TimePoint> ended_at = {};
};

// A definition is a long text that is nearly always stored already, so a look-up comes first.
void persist_snapshot(WriteTxn& txn, const model::ExecutionSnapshot& snapshot) {
  if (txn.query("SELECT 1 FROM snapshot WHERE revision = ?", snapshot.revision).step()) return;
  txn.apply("INSERT INTO snapshot (revision, definition_json) VALUES (?, ?)", snapshot.revision,
            snapshot.definition_json);
}

// Checks everything before it changes anything. Returns the key of the new row.
base::Result<std::int64_t> insert_execution(WriteTxn& txn, const base::Caller& caller,
                                            const NewExecution& execution, std::size_t running_max,
                                            const Progress& progress) {
  const model::ExecutionName& name = execution.name;
  const model::ExecutionSnapshot& snapshot = execution.snapshot;
  RETURN_IF_ERROR(require_flow(txn, caller, name.flow_id));
  RETURN_IF_ERROR(require_room(txn, caller, running_max));
  const bool name_was_free = txn.apply(
      "INSERT INTO execution (account, region, flow_id, alias_id, name, version, revision, status,"
      "  started_at, execution_role_arn, customer_encryption_key_arn, latency, concurrency_json,"
      "  errors_json, ended_at)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (account, region, flow_id, alias_id, name) DO NOTHING",
      caller.account, caller.region, name.flow_id, name.alias_id, name.name, snapshot.version,
      snapshot.revision, progress.status, progress.started_at, snapshot.execution_role_arn,
      snapshot.customer_encryption_key_arn, execution.latency, execution.concurrency_json,
      progress.errors_json, progress.ended_at);
  if (!name_was_free) return name_taken("flow execution");
  const std::int64_t id = txn.last_insert_id();
  persist_snapshot(txn, snapshot);
  return id;
}

}  // namespace

base::Result<std::int64_t> start_execution(WriteTxn& txn, const base::Caller& caller,
                                           const NewExecution& execution,
                                           const std::string& input_event_json,
                                           std::size_t running_max, base::TimePoint now) {
  ASSIGN_OR_RETURN(const std::int64_t id,
                   insert_execution(txn, caller, execution, running_max,
                                    {.status = model::kExecutionRunning, .started_at = now}));
  const StoredEvent input{.seq = 1, .list = kFlowEvents, .event_json = input_event_json};
  append_events(txn, id, std::span(&input, 1));
  return id;
}

base::Result<void> add_ended_execution(WriteTxn& txn, const base::Caller& caller,
                                       const NewExecution& execution, const EndedRun& run,
                                       std::size_t running_max, base::TimePoint started_at) {
  ASSIGN_OR_RETURN(const std::int64_t id, insert_execution(txn, caller, execution, running_max,
                                                           {.status = run.status,
                                                            .errors_json = run.errors_json,
                                                            .started_at = started_at,
                                                            .ended_at = run.ended_at}));
  append_events(txn, id, run.events);
  return {};
}

base::Result<model::FlowExecution> find_execution(ReadTxn& txn, const base::Caller& caller,
                                                  const model::ExecutionName& name) {
  auto row = txn.query(
      "SELECT id, version, status, started_at, ended_at, errors_json FROM execution"
      " WHERE account = ? AND region = ? AND flow_id = ? AND alias_id = ? AND name = ?",
      caller.account, caller.region, name.flow_id, name.alias_id, name.name);
  if (!row.step()) return resource_not_found();
  return model::FlowExecution{.id = row.integer(0),
                              .name = name,
                              .version = std::string(version_view(row, 1)),
                              .status = std::string(row.word(2, model::kExecutionStatuses)),
                              .started_at = row.time(3),
                              .ended_at = row.optional_time(4),
                              .errors_json = row.optional_json(5, base::JsonKind::kArray)};
}

base::Result<model::ExecutionSnapshot> find_execution_snapshot(ReadTxn& txn,
                                                               const base::Caller& caller,
                                                               const model::ExecutionName& name) {
  auto row = txn.query(
      "SELECT version, revision, execution_role_arn, customer_encryption_key_arn, definition_json"
      " FROM execution JOIN snapshot USING (revision)"
      " WHERE account = ? AND region = ? AND flow_id = ? AND alias_id = ? AND name = ?",
      caller.account, caller.region, name.flow_id, name.alias_id, name.name);
  if (!row.step()) return resource_not_found();
  return model::ExecutionSnapshot{.version = std::string(version_view(row, 0)),
                                  .revision = row.integer(1),
                                  .execution_role_arn = row.text(2),
                                  .customer_encryption_key_arn = row.optional_text(3),
                                  .definition_json = row.json(4, base::JsonKind::kObject)};
}

base::Result<void> list_executions(ReadTxn& txn, const base::Caller& caller,
                                   std::string_view flow_id,
                                   const std::optional<std::string>& alias_id,
                                   std::optional<std::int64_t> before, int limit,
                                   const std::function<void(const ListedExecution&)>& visit) {
  RETURN_IF_ERROR(require_flow(txn, caller, flow_id));
  auto row = query_page(txn, caller, flow_id, alias_id,
                        before.value_or(std::numeric_limits<std::int64_t>::max()), limit);
  while (row.step()) {
    visit({.id = row.integer(0),
           .alias_id = row.text_view(1),
           .name = row.text_view(2),
           .version = version_view(row, 3),
           .status = row.word(4, model::kExecutionStatuses),
           .started_at = row.time(5),
           .ended_at = row.optional_time(6)});
  }
  return {};
}

std::vector<ExecutionHistory> list_execution_histories(ReadTxn& txn,
                                                       const ExecutionFilter& filter) {
  auto row = find_histories(txn, filter);
  std::vector<ExecutionHistory> found;
  std::size_t bytes_left = filter.event_bytes_max;
  while (row.step()) {
    found.push_back(
        {.caller = {.account = row.text(0), .region = row.text(1)},
         .execution = {
             .id = row.integer(2),
             .name = {.flow_id = row.text(3), .alias_id = row.text(4), .name = row.text(5)},
             .version = std::string(version_view(row, 6)),
             .status = std::string(row.word(7, model::kExecutionStatuses)),
             .started_at = row.time(8),
             .ended_at = row.optional_time(9)}});
    add_events_within(txn, found.back(), bytes_left);
  }
  return found;
}

bool has_running_execution(ReadTxn& txn, const base::Caller& caller, std::string_view flow_id,
                           std::string_view alias_id) {
  return txn
      .query(
          "SELECT 1 FROM execution INDEXED BY execution_running"
          " WHERE account = ? AND region = ? AND status = 'Running'"
          "  AND flow_id = ? AND alias_id = ?",
          caller.account, caller.region, flow_id, alias_id)
      .step();
}

std::vector<std::int64_t> list_running_executions(ReadTxn& txn) {
  auto row = txn.query(
      "SELECT id FROM execution INDEXED BY execution_running WHERE status = 'Running' ORDER BY id");
  std::vector<std::int64_t> ids;
  while (row.step()) ids.push_back(row.integer(0));
  return ids;
}

std::vector<std::int64_t> list_running_executions(ReadTxn& txn, const base::Caller& caller,
                                                  std::string_view flow_id) {
  auto row = txn.query(
      "SELECT id FROM execution INDEXED BY execution_running"
      " WHERE account = ? AND region = ? AND status = 'Running' AND flow_id = ? ORDER BY id",
      caller.account, caller.region, flow_id);
  std::vector<std::int64_t> ids;
  while (row.step()) ids.push_back(row.integer(0));
  return ids;
}

std::optional<RunningExecution> find_running_execution(ReadTxn& txn, std::int64_t execution) {
  auto row = txn.query(
      "SELECT account, region, flow_id, alias_id, name, version, revision, execution_role_arn,"
      "  customer_encryption_key_arn, started_at, latency, concurrency_json, definition_json"
      " FROM execution LEFT JOIN snapshot USING (revision) WHERE id = ? AND status = 'Running'",
      execution);
  if (!row.step()) return std::nullopt;
  // Damaged values are read unchecked: the code that continues the run detects them.
  const auto raw = [&](int column) { return std::string(row.view(column)); };
  const auto optional_raw = [&](int column) {
    return row.is_null(column) ? std::nullopt : std::optional(raw(column));
  };
  RunningExecution running{
      .caller = {.account = raw(0), .region = raw(1)},
      .name = {.flow_id = raw(2), .alias_id = raw(3), .name = raw(4)},
      .snapshot = {.version = raw(5),
                   .revision = row.integer(6),
                   .execution_role_arn = raw(7),
                   .customer_encryption_key_arn = optional_raw(8),
                   .definition_json = optional_raw(12).value_or(std::string())},
      .started_at = row.time(9),
      .latency = optional_raw(10),
      .concurrency_json = optional_raw(11)};
  running.whole = visit_events(txn, execution, [&](std::string_view event_json) {
    running.event_jsons.emplace_back(event_json);
    return true;
  });
  return running;
}

bool add_events(WriteTxn& txn, std::int64_t execution, const std::vector<StoredEvent>& events) {
  if (!txn.query("SELECT 1 FROM execution WHERE id = ? AND status = 'Running'", execution).step()) {
    return false;
  }
  append_events(txn, execution, events);
  return true;
}

bool end_damaged_execution(WriteTxn& txn, std::int64_t execution,
                           const std::string& failure_event_json, const std::string& errors_json,
                           base::TimePoint now) {
  if (!end_execution(txn, execution, model::kExecutionFailed, errors_json, now)) return false;
  append_last_event(txn, execution, {.list = kFlowEvents, .event_json = failure_event_json});
  return true;
}

bool end_execution(WriteTxn& txn, std::int64_t execution, std::string_view status,
                   const std::optional<std::string>& errors_json, base::TimePoint now) {
  return txn.apply(
      "UPDATE execution SET status = ?, errors_json = ?, ended_at = ?"
      " WHERE id = ? AND status = 'Running'",
      status, errors_json, now, execution);
}

base::Result<std::int64_t> abort_execution(WriteTxn& txn, const base::Caller& caller,
                                           const model::ExecutionName& name, base::TimePoint now) {
  // Only what is needed is read: an execution can be stopped whatever else of it is damaged.
  auto row = txn.query(
      "SELECT id, status FROM execution"
      " WHERE account = ? AND region = ? AND flow_id = ? AND alias_id = ? AND name = ?",
      caller.account, caller.region, name.flow_id, name.alias_id, name.name);
  if (!row.step()) return resource_not_found();
  const std::int64_t id = row.integer(0);
  if (!end_execution(txn, id, model::kExecutionAborted, std::nullopt, now)) {
    return wrong_status("StopFlowExecution", row.word(1, model::kExecutionStatuses));
  }
  return id;
}

}  // namespace flows::store
