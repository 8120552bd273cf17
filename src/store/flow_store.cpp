#include "store/flow_store.h"

#include <fmt/format.h>

#include <utility>

#include "store/client_token_store.h"
#include "store/flow_alias_store.h"
#include "store/store_errors.h"
#include "store/tag_store.h"

namespace flows::store {
namespace {

std::int64_t next_revision(WriteTxn& txn) {
  auto row = txn.change("UPDATE revision SET next = next + 1 RETURNING next - 1");
  CHECK(row.step(), "the counter of revisions has its row");
  const auto revision = row.integer(0);
  CHECK(!row.step(), "the counter of revisions has one row only");
  return revision;
}

base::Result<void> require_free_flow_name(ReadTxn& txn, const base::Caller& caller,
                                          std::string_view name, std::string_view except_id) {
  auto row =
      txn.query("SELECT 1 FROM flow WHERE account = ? AND region = ? AND name = ? AND id <> ?",
                caller.account, caller.region, name, except_id);
  if (row.step()) return name_taken("flow");
  return {};
}

// Rows are numbered from 1 on: only where there may be as many in all are those of one account
// counted, which takes the longer the more there are.
base::Result<void> require_flow_quota(ReadTxn& txn, const base::Caller& caller, std::size_t quota) {
  auto row = txn.query(
      "SELECT CASE WHEN (SELECT max(rowid) FROM flow) >= ?"
      " THEN (SELECT count(*) FROM flow WHERE account = ? AND region = ?) ELSE 0 END",
      static_cast<std::int64_t>(quota), caller.account, caller.region);
  CHECK(row.step(), "a count has a row");
  if (std::cmp_greater_equal(row.integer(0), quota)) {
    return quota_exceeded(quota, "flows per account");
  }
  return {};
}

}  // namespace

base::Result<model::Flow> create_flow(WriteTxn& txn, const base::Caller& caller, std::string id,
                                      FlowDraft draft, base::TimePoint now, std::size_t quota) {
  RETURN_IF_ERROR(require_free_flow_name(txn, caller, draft.name, ""));
  RETURN_IF_ERROR(require_flow_quota(txn, caller, quota));
  if (require_flow(txn, caller, id)) {
    return id_taken(id);
  }
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
      "  created_at, updated_at, revision, validations_json, CASE WHEN ? THEN definition_json END"
      " FROM flow WHERE account = ? AND region = ? AND id = ?",
      parts == Parts::kAll, caller.account, caller.region, id);
  if (!row.step()) return resource_not_found();
  model::Flow flow;
  flow.id = row.text(0);
  flow.name = row.text(1);
  flow.status = row.text(2);
  flow.description = row.optional_text(3);
  flow.execution_role_arn = row.text(4);
  flow.customer_encryption_key_arn = row.optional_text(5);
  flow.created_at = row.time(6);
  flow.updated_at = row.time(7);
  flow.revision = row.integer(8);
  flow.validations_json = row.optional_text(9);
  flow.definition_json = row.optional_text(10);
  return flow;
}

std::optional<std::string> find_flow_named(ReadTxn& txn, const base::Caller& caller,
                                           std::string_view name) {
  auto row = txn.query("SELECT id FROM flow WHERE account = ? AND region = ? AND name = ?",
                       caller.account, caller.region, name);
  return row.step() ? std::optional(row.text(0)) : std::nullopt;
}

base::Result<model::Flow> replace_draft(WriteTxn& txn, const base::Caller& caller,
                                        std::string_view id, FlowDraft draft, base::TimePoint now) {
  RETURN_IF_ERROR(require_flow(txn, caller, id));
  RETURN_IF_ERROR(require_free_flow_name(txn, caller, draft.name, id));
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
  ASSIGN_OR_RETURN(const auto flow, find_flow(txn, caller, id, Parts::kMetadata));
  if (flow.revision != revision) return false;
  txn.apply(
      "UPDATE flow SET status = ?, validations_json = ?"
      " WHERE account = ? AND region = ? AND id = ?",
      succeeded ? model::kPrepared : model::kFailed, validations_json, caller.account,
      caller.region, id);
  // A draft that is prepared already is not copied again.
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
  const auto resource = fmt::format("flow/{}", id);
  delete_tags_under(txn, caller, resource);
  forget_client_tokens_under(txn, caller, resource);
  // Versions and aliases go with the row they belong to.
  txn.apply("DELETE FROM flow WHERE account = ? AND region = ? AND id = ?", caller.account,
            caller.region, id);
  return {};
}

base::Result<std::vector<FlowSummary>> list_flows(ReadTxn& txn, const base::Caller& caller,
                                                  const std::optional<CreationKey>& after,
                                                  int limit) {
  const auto start = after.value_or(CreationKey{});
  auto row = txn.query(
      "SELECT id, name, status, description, created_at, updated_at FROM flow"
      " WHERE account = ?1 AND region = ?2 AND created_at <= ?3"
      "  AND (created_at < ?3 OR id > ?4)"
      " ORDER BY created_at DESC, id LIMIT ?5",
      caller.account, caller.region, start.created_at, start.id, limit);
  std::vector<FlowSummary> summaries;
  while (row.step()) {
    summaries.push_back({.id = row.text(0),
                         .name = row.text(1),
                         .status = row.text(2),
                         .description = row.optional_text(3),
                         .created_at = row.time(4),
                         .updated_at = row.time(5)});
  }
  return summaries;
}

base::Result<void> require_flow(ReadTxn& txn, const base::Caller& caller, std::string_view id) {
  auto row = txn.query("SELECT 1 FROM flow WHERE account = ? AND region = ? AND id = ?",
                       caller.account, caller.region, id);
  if (!row.step()) return resource_not_found();
  return {};
}

}  // namespace flows::store
