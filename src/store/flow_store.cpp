#include "store/flow_store.h"

#include <fmt/format.h>

#include "store/flow_alias_store.h"
#include "store/store_errors.h"
#include "store/version_number.h"
#include "store/versioned_resource.h"

namespace flows::store {
namespace {

std::int64_t next_revision(WriteTxn& txn) {
  auto row = txn.change(
      "UPDATE revision SET next = next + 1 WHERE next BETWEEN 1 AND ? RETURNING next - 1",
      kNumberMax);
  const auto revision = row.step() ? std::optional(row.integer(0)) : std::nullopt;
  if (!revision || row.step()) {
    throw StorageFailure(fmt::format(
        "the table revision must have one row, with a number from 1 to {}", kNumberMax));
  }
  return *revision;
}

}  // namespace

base::Result<model::Flow> create_flow(WriteTxn& txn, const base::Caller& caller, std::string id,
                                      FlowDraft draft, base::TimePoint now, std::size_t quota) {
  RETURN_IF_ERROR(require_room(txn, kFlows, caller, id, draft.name, quota));
  const auto revision = next_revision(txn);
  txn.apply(
      "INSERT INTO flow (account, region, id, name, status, description, execution_role_arn,"
      "  customer_encryption_key_arn, created_at, updated_at, revision, definition_json)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      caller.account, caller.region, id, draft.name, model::kNotPrepared, draft.description,
      draft.execution_role_arn, draft.customer_encryption_key_arn, now, now, revision,
      draft.definition_json);
  insert_test_alias(txn, caller, id, now);
  return find_flow(txn, caller, id);
}

base::Result<model::Flow> find_flow(ReadTxn& txn, const base::Caller& caller, std::string_view id,
                                    Parts parts) {
  auto row = txn.query(
      "SELECT id, name, status, description, execution_role_arn, customer_encryption_key_arn,"
      "  created_at, updated_at, revision, validations_json, CASE WHEN ? THEN definition_json END "
      "AS definition_json"
      " FROM flow WHERE account = ? AND region = ? AND id = ?",
      parts == Parts::kAll, caller.account, caller.region, id);
  if (!row.step()) return resource_not_found();
  model::Flow flow;
  flow.id = row.text(0);
  flow.name = row.text(1);
  flow.status = row.word(2, model::kStoredFlowStatuses);
  flow.description = row.optional_text(3);
  flow.execution_role_arn = row.text(4);
  flow.customer_encryption_key_arn = row.optional_text(5);
  flow.created_at = row.time(6);
  flow.updated_at = row.time(7);
  flow.revision = row.integer(8);
  flow.validations_json = row.optional_json(9, base::JsonKind::kArray);
  flow.definition_json = row.optional_json(10, base::JsonKind::kObject);
  return flow;
}

std::optional<std::string> find_flow_named(ReadTxn& txn, const base::Caller& caller,
                                           std::string_view name) {
  return find_named(txn, kFlows, caller, name);
}

base::Result<model::Flow> replace_draft(WriteTxn& txn, const base::Caller& caller,
                                        std::string_view id, FlowDraft draft, base::TimePoint now) {
  RETURN_IF_ERROR(require_flow(txn, caller, id));
  RETURN_IF_ERROR(require_free_name(txn, kFlows, caller, draft.name, id));
  const auto revision = next_revision(txn);
  txn.apply(
      "UPDATE flow SET name = ?, status = ?, description = ?, execution_role_arn = ?,"
      "  customer_encryption_key_arn = ?, updated_at = ?, revision = ?, validations_json = NULL,"
      "  definition_json = ?"
      " WHERE account = ? AND region = ? AND id = ?",
      draft.name, model::kNotPrepared, draft.description, draft.execution_role_arn,
      draft.customer_encryption_key_arn, now, revision, draft.definition_json, caller.account,
      caller.region, id);
  return find_flow(txn, caller, id);
}

base::Result<bool> finish_preparation(WriteTxn& txn, const base::Caller& caller,
                                      std::string_view id, std::int64_t revision, bool succeeded,
                                      std::string_view validations_json) {
  {
    auto row = txn.query("SELECT revision FROM flow WHERE account = ? AND region = ? AND id = ?",
                         caller.account, caller.region, id);
    if (!row.step()) return resource_not_found();
    if (row.integer(0) != revision) return false;
  }
  txn.apply(
      "UPDATE flow SET status = ?, validations_json = ?"
      " WHERE account = ? AND region = ? AND id = ?",
      succeeded ? model::kPrepared : model::kFailed, validations_json, caller.account,
      caller.region, id);
  // A draft that is already prepared is not copied again.
  txn.apply(
      "UPDATE flow SET prepared_revision = revision, prepared_definition_json = definition_json"
      " WHERE account = ? AND region = ? AND id = ? AND ?"
      "  AND prepared_revision IS NOT revision",
      caller.account, caller.region, id, succeeded);
  return true;
}

base::Result<void> delete_flow(WriteTxn& txn, const base::Caller& caller, std::string_view id,
                               InUseCheck check) {
  RETURN_IF_ERROR(require_flow(txn, caller, id));
  if (check == InUseCheck::kOn && count_aliases(txn, caller, id) > 0) {
    return in_use("DeleteFlow");
  }
  remove(txn, kFlows, caller, id);
  return {};
}

base::Result<std::vector<FlowSummary>> list_flows(ReadTxn& txn, const base::Caller& caller,
                                                  const std::optional<CreationKey>& after,
                                                  int limit) {
  auto row = list_after(txn,
                        "SELECT id, name, status, description, created_at, updated_at FROM flow"
                        " WHERE account = ?1 AND region = ?2 AND created_at <= ?3"
                        "  AND (created_at < ?3 OR id > ?4)"
                        " ORDER BY created_at DESC, id LIMIT ?5",
                        caller, after, limit);
  std::vector<FlowSummary> summaries;
  while (row.step()) {
    summaries.push_back({.id = row.text(0),
                         .name = row.text(1),
                         .status = std::string(row.word(2, model::kStoredFlowStatuses)),
                         .description = row.optional_text(3),
                         .created_at = row.time(4),
                         .updated_at = row.time(5)});
  }
  return summaries;
}

base::Result<void> require_flow(ReadTxn& txn, const base::Caller& caller, std::string_view id) {
  return require(txn, kFlows, caller, id);
}

}  // namespace flows::store
