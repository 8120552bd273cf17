#include "store/flow_alias_store.h"
#include "store/execution_store.h"

#include <fmt/format.h>

#include <limits>

#include "base/limits.h"
#include "store/client_token_store.h"
#include "store/flow_store.h"
#include "store/flow_version_store.h"
#include "store/row_checks.h"
#include "store/store_errors.h"
#include "store/tag_store.h"

namespace flows::store {
namespace {

constexpr std::int64_t kTestAliasRank = -1;

void insert_alias(WriteTxn& txn, const base::Caller& caller, const model::FlowAlias& alias) {
  txn.apply(
      "INSERT INTO flow_alias (account, region, flow_id, id, name, description, flow_version,"
      "  concurrency_json, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      caller.account, caller.region, alias.flow_id, alias.id, alias.name, alias.description,
      alias.flow_version, alias.concurrency_json, alias.created_at, alias.updated_at);
}

// Errors: kConflict if another alias of the flow has the name.
base::Result<void> require_free_alias_name(ReadTxn& txn, const base::Caller& caller,
                                           const model::FlowAlias& alias) {
  auto row = txn.query(
      "SELECT 1 FROM flow_alias"
      " WHERE account = ? AND region = ? AND flow_id = ? AND name = ? AND id <> ?",
      caller.account, caller.region, alias.flow_id, alias.name, alias.id);
  if (row.step()) return name_taken("alias");
  return {};
}

// Errors: kResourceNotFound if the version that the alias routes to does not exist.
base::Result<void> require_route(ReadTxn& txn, const base::Caller& caller,
                                 const model::FlowAlias& alias) {
  if (alias.flow_version == model::kDraftVersion) return {};
  RETURN_IF_ERROR(
      find_flow_version(txn, caller, alias.flow_id, alias.flow_version, Parts::kMetadata));
  return {};
}

// Reads the columns id, name, description, flow_version, concurrency_json, created_at, updated_at.
model::FlowAlias to_alias(const Statement& row, std::string_view flow_id) {
  model::FlowAlias alias;
  alias.flow_id = flow_id;
  alias.id = row.text(0);
  alias.name = row.text(1);
  alias.description = row.optional_text(2);
  alias.flow_version = checked_text(row, 3, "flow_alias");
  if (!row.is_null(4)) alias.concurrency_json = checked_text(row, 4, "flow_alias");
  alias.created_at = row.time(5);
  alias.updated_at = row.time(6);
  return alias;
}

}  // namespace

void insert_test_alias(WriteTxn& txn, const base::Caller& caller, std::string_view flow_id,
                       base::TimePoint now) {
  model::FlowAlias alias;
  alias.flow_id = flow_id;
  alias.id = model::kTestAliasId;
  alias.name = model::kTestAliasId;
  alias.flow_version = model::kDraftVersion;
  alias.created_at = now;
  alias.updated_at = now;
  insert_alias(txn, caller, alias);
}

base::Result<void> create_flow_alias(WriteTxn& txn, const base::Caller& caller,
                                     const model::FlowAlias& alias) {
  RETURN_IF_ERROR(require_flow(txn, caller, alias.flow_id));
  RETURN_IF_ERROR(require_route(txn, caller, alias));
  RETURN_IF_ERROR(require_free_alias_name(txn, caller, alias));
  if (require_flow_alias(txn, caller, alias.flow_id, alias.id)) return id_taken(alias.id);
  if (count_aliases(txn, caller, alias.flow_id) >= std::int64_t{base::limits::kAliasesPerFlowMax}) {
    return quota_exceeded(base::limits::kAliasesPerFlowMax, "aliases per flow");
  }
  insert_alias(txn, caller, alias);
  return {};
}

base::Result<model::FlowAlias> find_flow_alias(ReadTxn& txn, const base::Caller& caller,
                                               std::string_view flow_id, std::string_view id) {
  auto row = txn.query(
      "SELECT id, name, description, flow_version, concurrency_json, created_at, updated_at"
      " FROM flow_alias WHERE account = ? AND region = ? AND flow_id = ? AND id = ?",
      caller.account, caller.region, flow_id, id);
  if (!row.step()) return resource_not_found();
  return to_alias(row, flow_id);
}

base::Result<void> require_flow_alias(ReadTxn& txn, const base::Caller& caller,
                                      std::string_view flow_id, std::string_view id) {
  auto row = txn.query(
      "SELECT 1 FROM flow_alias WHERE account = ? AND region = ? AND flow_id = ? AND id = ?",
      caller.account, caller.region, flow_id, id);
  if (row.step()) return {};
  return resource_not_found();
}

std::optional<std::string> find_alias_named(ReadTxn& txn, const base::Caller& caller,
                                            std::string_view flow_id, std::string_view name) {
  auto row = txn.query(
      "SELECT id FROM flow_alias WHERE account = ? AND region = ? AND flow_id = ? AND name = ?",
      caller.account, caller.region, flow_id, name);
  return row.step() ? std::optional(row.text(0)) : std::nullopt;
}

base::Result<model::FlowAlias> replace_flow_alias(WriteTxn& txn, const base::Caller& caller,
                                                  const model::FlowAlias& alias) {
  RETURN_IF_ERROR(require_flow_alias(txn, caller, alias.flow_id, alias.id));
  RETURN_IF_ERROR(require_route(txn, caller, alias));
  RETURN_IF_ERROR(require_free_alias_name(txn, caller, alias));
  txn.apply(
      "UPDATE flow_alias SET name = ?, description = ?, flow_version = ?, concurrency_json = ?,"
      "  updated_at = ? WHERE account = ? AND region = ? AND flow_id = ? AND id = ?",
      alias.name, alias.description, alias.flow_version, alias.concurrency_json, alias.updated_at,
      caller.account, caller.region, alias.flow_id, alias.id);
  return find_flow_alias(txn, caller, alias.flow_id, alias.id);
}

base::Result<void> delete_flow_alias(WriteTxn& txn, const base::Caller& caller,
                                     std::string_view flow_id, std::string_view id) {
  RETURN_IF_ERROR(require_flow_alias(txn, caller, flow_id, id));
  if (has_running_execution(txn, caller, flow_id, id)) {
    return base::Error{base::ErrorCode::kConflict,
                       "Couldn't perform DeleteFlowAlias operation. Executions of the alias are "
                       "running. Retry your request after they have ended."};
  }
  const auto resource = fmt::format("flow/{}/alias/{}", flow_id, id);
  delete_tags_under(txn, caller, resource);
  forget_client_tokens_under(txn, caller, resource);
  txn.apply("DELETE FROM flow_alias WHERE account = ? AND region = ? AND flow_id = ? AND id = ?",
            caller.account, caller.region, flow_id, id);
  return {};
}

std::int64_t count_aliases(ReadTxn& txn, const base::Caller& caller, std::string_view flow_id) {
  auto row = txn.query(
      "SELECT count(*) FROM flow_alias"
      " WHERE account = ? AND region = ? AND flow_id = ? AND id <> ?",
      caller.account, caller.region, flow_id, model::kTestAliasId);
  CHECK(row.step(), "a count has a row");
  return row.integer(0);
}

FlowAliasListKey list_key(const model::FlowAlias& alias) {
  const auto created_at = std::int64_t{alias.created_at.time_since_epoch().count()};
  return {.rank = alias.id == model::kTestAliasId ? kTestAliasRank : created_at, .id = alias.id};
}

base::Result<std::vector<model::FlowAlias>> list_flow_aliases(
    ReadTxn& txn, const base::Caller& caller, std::string_view flow_id,
    const std::optional<FlowAliasListKey>& after, int limit) {
  RETURN_IF_ERROR(require_flow(txn, caller, flow_id));
  const auto rank = after ? after->rank : std::numeric_limits<std::int64_t>::max();
  const auto id = after ? after->id : std::string();
  auto row = txn.query(
      "SELECT id, name, description, flow_version, concurrency_json, created_at, updated_at,"
      "  CASE id WHEN ?6 THEN ?7 ELSE created_at END AS rank"
      " FROM flow_alias WHERE account = ?1 AND region = ?2 AND flow_id = ?3"
      "  AND (rank < ?4 OR (rank = ?4 AND id > ?5))"
      " ORDER BY rank DESC, id LIMIT ?8",
      caller.account, caller.region, flow_id, rank, id, model::kTestAliasId, kTestAliasRank, limit);
  std::vector<model::FlowAlias> aliases;
  while (row.step()) aliases.push_back(to_alias(row, flow_id));
  return aliases;
}

}  // namespace flows::store
