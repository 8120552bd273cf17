#include "store/flow_version_store.h"

#include <fmt/format.h>

#include "store/client_token_store.h"
#include "store/store_errors.h"
#include "store/version_number.h"
#include "store/versioned_resource.h"

namespace flows::store {

base::Result<model::FlowVersion> create_flow_version(WriteTxn& txn, const base::Caller& caller,
                                                     std::string_view flow_id,
                                                     const std::optional<std::string>& description,
                                                     base::TimePoint now) {
  ASSIGN_OR_RETURN(const auto flow, find_flow(txn, caller, flow_id, Parts::kMetadata));
  if (flow.status != model::kPrepared) return wrong_status("CreateFlowVersion", flow.status);
  ASSIGN_OR_RETURN(const auto version, take_next_version(txn, kFlows, caller, flow_id));
  txn.apply(
      "INSERT INTO flow_version (account, region, flow_id, version, name, status, description,"
      "  execution_role_arn, customer_encryption_key_arn, created_at, revision, definition_json)"
      " SELECT account, region, id, ?, name, status, ?, execution_role_arn,"
      "  customer_encryption_key_arn, ?, prepared_revision, prepared_definition_json"
      " FROM flow WHERE account = ? AND region = ? AND id = ?",
      version, description, now, caller.account, caller.region, flow_id);
  return find_flow_version(txn, caller, flow_id, std::to_string(version));
}

base::Result<model::FlowVersion> find_flow_version(ReadTxn& txn, const base::Caller& caller,
                                                   std::string_view flow_id,
                                                   std::string_view version, Parts parts) {
  const auto number = version_number(version);
  if (!number) return resource_not_found();
  auto row = txn.query(
      "SELECT flow_id, version, name, status, description, execution_role_arn,"
      "  customer_encryption_key_arn, created_at, CASE WHEN ? THEN definition_json END AS "
      "definition_json"
      " FROM flow_version WHERE account = ? AND region = ? AND flow_id = ? AND version = ?",
      parts == Parts::kAll, caller.account, caller.region, flow_id, *number);
  if (!row.step()) return resource_not_found();
  model::FlowVersion found;
  found.flow_id = row.text(0);
  found.version = row.integer(1);
  found.name = row.text(2);
  found.status = row.word(3, model::kStoredFlowStatuses);
  found.description = row.optional_text(4);
  found.execution_role_arn = row.text(5);
  found.customer_encryption_key_arn = row.optional_text(6);
  found.created_at = row.time(7);
  found.definition_json = row.optional_json(8, base::JsonKind::kObject);
  return found;
}

base::Result<void> delete_flow_version(WriteTxn& txn, const base::Caller& caller,
                                       std::string_view flow_id, std::string_view version,
                                       InUseCheck check) {
  RETURN_IF_ERROR(find_flow_version(txn, caller, flow_id, version, Parts::kMetadata));
  auto alias = txn.query(
      "SELECT 1 FROM flow_alias"
      " WHERE account = ? AND region = ? AND flow_id = ? AND flow_version = ?",
      caller.account, caller.region, flow_id, version);
  if (check == InUseCheck::kOn && alias.step()) return in_use("DeleteFlowVersion");
  forget_client_tokens_under(txn, caller, fmt::format("flow/{}/version/{}", flow_id, version));
  txn.apply(
      "DELETE FROM flow_version"
      " WHERE account = ? AND region = ? AND flow_id = ? AND version = ?",
      caller.account, caller.region, flow_id, *version_number(version));
  return {};
}

base::Result<std::vector<FlowVersionSummary>> list_flow_versions(ReadTxn& txn,
                                                                 const base::Caller& caller,
                                                                 std::string_view flow_id,
                                                                 std::optional<std::int64_t> below,
                                                                 int limit) {
  RETURN_IF_ERROR(require_flow(txn, caller, flow_id));
  auto row = list_below(txn,
                        "SELECT version, status, created_at FROM flow_version"
                        " WHERE account = ? AND region = ? AND flow_id = ? AND version < ?"
                        " ORDER BY version DESC LIMIT ?",
                        caller, flow_id, below, limit);
  std::vector<FlowVersionSummary> summaries;
  while (row.step()) {
    summaries.push_back({.version = row.integer(0),
                         .status = std::string(row.word(1, model::kStoredFlowStatuses)),
                         .created_at = row.time(2)});
  }
  return summaries;
}

}  // namespace flows::store
