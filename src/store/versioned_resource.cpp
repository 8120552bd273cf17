#include "store/versioned_resource.h"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "store/client_token_store.h"
#include "store/store_errors.h"
#include "store/tag_store.h"
#include "store/version_number.h"

namespace flows::store {

// Row IDs count from 1, so the number of rows cannot exceed the highest ID. The rows of one account
// are counted only if the highest ID reaches the quota, because counting takes longer the more rows
// there are.

const VersionedResource kFlows{
    .noun = "flow",
    .quota_words = "flows per account",
    .versions_quota_words = "versions per flow",
    .versions_max = base::limits::kVersionsPerFlowMax,
    .find = "SELECT 1 FROM flow WHERE account = ? AND region = ? AND id = ?",
    .find_named = "SELECT id FROM flow WHERE account = ? AND region = ? AND name = ?",
    .find_other_named =
        "SELECT 1 FROM flow WHERE account = ? AND region = ? AND name = ? AND id <> ?",
    .count_near_quota =
        "SELECT CASE WHEN (SELECT max(rowid) FROM flow) >= ?"
        " THEN (SELECT count(*) FROM flow WHERE account = ? AND region = ?) ELSE 0 END",
    .count_versions =
        "SELECT count(*) FROM flow_version WHERE account = ? AND region = ? AND flow_id = ?",
    .take_next_version =
        "UPDATE flow SET last_version = last_version + 1"
        " WHERE account = ? AND region = ? AND id = ?"
        "  AND last_version BETWEEN 0 AND ? RETURNING last_version",
    .remove = "DELETE FROM flow WHERE account = ? AND region = ? AND id = ?"};

const VersionedResource kPrompts{
    .noun = "prompt",
    .quota_words = "prompts per account",
    .versions_quota_words = "versions per prompt",
    .versions_max = base::limits::kVersionsPerPromptMax,
    .find = "SELECT 1 FROM prompt WHERE account = ? AND region = ? AND id = ?",
    .find_named = "SELECT id FROM prompt WHERE account = ? AND region = ? AND name = ?",
    .find_other_named =
        "SELECT 1 FROM prompt WHERE account = ? AND region = ? AND name = ? AND id <> ?",
    .count_near_quota =
        "SELECT CASE WHEN (SELECT max(rowid) FROM prompt) >= ?"
        " THEN (SELECT count(*) FROM prompt WHERE account = ? AND region = ?) ELSE 0 END",
    .count_versions =
        "SELECT count(*) FROM prompt_version WHERE account = ? AND region = ? AND prompt_id = ?",
    .take_next_version =
        "UPDATE prompt SET last_version = last_version + 1"
        " WHERE account = ? AND region = ? AND id = ?"
        "  AND last_version BETWEEN 0 AND ? RETURNING last_version",
    .remove = "DELETE FROM prompt WHERE account = ? AND region = ? AND id = ?"};

base::Result<void> require(ReadTxn& txn, const VersionedResource& kind, const base::Caller& caller,
                           std::string_view id) {
  if (txn.query(kind.find, caller.account, caller.region, id).step()) return {};
  return resource_not_found();
}

std::optional<std::string> find_named(ReadTxn& txn, const VersionedResource& kind,
                                      const base::Caller& caller, std::string_view name) {
  auto row = txn.query(kind.find_named, caller.account, caller.region, name);
  return row.step() ? std::optional(row.text(0)) : std::nullopt;
}

base::Result<void> require_free_name(ReadTxn& txn, const VersionedResource& kind,
                                     const base::Caller& caller, std::string_view name,
                                     std::string_view except_id) {
  auto row = txn.query(kind.find_other_named, caller.account, caller.region, name, except_id);
  if (row.step()) return name_taken(kind.noun);
  return {};
}

base::Result<void> require_room(ReadTxn& txn, const VersionedResource& kind,
                                const base::Caller& caller, std::string_view id,
                                std::string_view name, std::size_t quota) {
  RETURN_IF_ERROR(require_free_name(txn, kind, caller, name, ""));
  auto count = txn.query(kind.count_near_quota, static_cast<std::int64_t>(quota), caller.account,
                         caller.region);
  CHECK(count.step(), "a count has a row");
  if (std::cmp_greater_equal(count.integer(0), quota)) {
    return quota_exceeded(quota, kind.quota_words);
  }
  if (require(txn, kind, caller, id)) return id_taken(id);
  return {};
}

base::Result<std::int64_t> take_next_version(WriteTxn& txn, const VersionedResource& kind,
                                             const base::Caller& caller, std::string_view id) {
  {
    auto count = txn.query(kind.count_versions, caller.account, caller.region, id);
    CHECK(count.step(), "a count has a row");
    if (std::cmp_greater_equal(count.integer(0), kind.versions_max)) {
      return quota_exceeded(kind.versions_max, kind.versions_quota_words);
    }
  }
  auto row = txn.change(kind.take_next_version, caller.account, caller.region, id, kNumberMax);
  if (!row.step()) {
    throw StorageFailure(
        fmt::format("the stored last_version of the {} {} is out of range", kind.noun, id));
  }
  const auto version = row.integer(0);
  CHECK(!row.step(), "the resource has one row only");
  return version;
}

void remove(WriteTxn& txn, const VersionedResource& kind, const base::Caller& caller,
            std::string_view id) {
  const auto resource = fmt::format("{}/{}", kind.noun, id);
  delete_tags_under(txn, caller, resource);
  forget_client_tokens_under(txn, caller, resource);
  txn.apply(kind.remove, caller.account, caller.region, id);
}

Statement list_after(ReadTxn& txn, Sql sql, const base::Caller& caller,
                     const std::optional<CreationKey>& after, int limit) {
  const auto start = after.value_or(CreationKey{});
  return txn.query(sql, caller.account, caller.region, start.created_at, start.id, limit);
}

Statement list_below(ReadTxn& txn, Sql sql, const base::Caller& caller, std::string_view id,
                     std::optional<std::int64_t> below, int limit) {
  return txn.query(sql, caller.account, caller.region, id,
                   below.value_or(std::numeric_limits<std::int64_t>::max()), limit);
}

}  // namespace flows::store
