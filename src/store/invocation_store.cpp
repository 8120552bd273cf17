#include "store/invocation_store.h"

#include "model/flow.h"
#include "store/flow_alias_store.h"
#include "store/store_errors.h"

namespace flows::store {
namespace {

base::Result<void> read_prepared_draft(ReadTxn& txn, const base::Caller& caller, StaleDraft stale,
                                       InvocationTarget& target) {
  auto row = txn.query(
      "SELECT status, execution_role_arn, prepared_revision, prepared_definition_json,"
      "  customer_encryption_key_arn FROM flow"
      " WHERE account = ? AND region = ? AND id = ?",
      caller.account, caller.region, target.flow_id);
  if (!row.step()) return resource_not_found();
  auto definition = row.optional_text(3);
  const bool is_prepared = row.word(0, model::kStoredFlowStatuses) == model::kPrepared;
  if (!definition || (!is_prepared && stale == StaleDraft::kRefused)) return alias_not_prepared();
  target.execution_role_arn = row.text(1);
  target.revision = row.integer(2);
  target.definition_json = *std::move(definition);
  target.customer_encryption_key_arn = row.optional_text(4);
  return {};
}

base::Result<void> read_version(ReadTxn& txn, const base::Caller& caller,
                                InvocationTarget& target) {
  auto row = txn.query(
      "SELECT execution_role_arn, revision, definition_json, customer_encryption_key_arn"
      " FROM flow_version"
      " WHERE account = ? AND region = ? AND flow_id = ? AND version = CAST(? AS INTEGER)",
      caller.account, caller.region, target.flow_id, target.version);
  if (!row.step()) return resource_not_found();
  target.execution_role_arn = row.text(0);
  target.revision = row.integer(1);
  target.definition_json = row.text(2);
  target.customer_encryption_key_arn = row.optional_text(3);
  return {};
}

}  // namespace

base::Result<InvocationTarget> resolve_invocation(ReadTxn& txn, const base::Caller& caller,
                                                  std::string_view flow_id,
                                                  std::string_view alias_id, StaleDraft stale) {
  ASSIGN_OR_RETURN(auto alias, find_flow_alias(txn, caller, flow_id, alias_id));
  InvocationTarget target;
  target.flow_id = std::move(alias.flow_id);
  target.alias_id = std::move(alias.id);
  target.version = std::move(alias.flow_version);
  target.concurrency_json = std::move(alias.concurrency_json);
  if (target.version == model::kDraftVersion) {
    RETURN_IF_ERROR(read_prepared_draft(txn, caller, stale, target));
  } else {
    RETURN_IF_ERROR(read_version(txn, caller, target));
  }
  return target;
}

}  // namespace flows::store
