#include "store/prompt_store.h"

#include <fmt/format.h>

#include "model/flow.h"
#include "store/client_token_store.h"
#include "store/store_errors.h"
#include "store/tag_store.h"

namespace flows::store {
namespace {

base::Result<void> require_free_prompt_name(ReadTxn& txn, const base::Caller& caller,
                                            std::string_view name, std::string_view except_id) {
  auto row =
      txn.query("SELECT 1 FROM prompt WHERE account = ? AND region = ? AND name = ? AND id <> ?",
                caller.account, caller.region, name, except_id);
  if (row.step()) return name_taken("prompt");
  return {};
}

// Rows are numbered from 1 on: only where there may be as many in all are those of one account
// counted, which takes the longer the more there are.
base::Result<void> require_prompt_quota(ReadTxn& txn, const base::Caller& caller,
                                        std::size_t quota) {
  auto row = txn.query(
      "SELECT CASE WHEN (SELECT max(rowid) FROM prompt) >= ?"
      " THEN (SELECT count(*) FROM prompt WHERE account = ? AND region = ?) ELSE 0 END",
      static_cast<std::int64_t>(quota), caller.account, caller.region);
  CHECK(row.step(), "a count has a row");
  if (std::cmp_greater_equal(row.integer(0), quota)) {
    return quota_exceeded(quota, "prompts per account");
  }
  return {};
}

}  // namespace

base::Result<model::Prompt> create_prompt(WriteTxn& txn, const base::Caller& caller, std::string id,
                                          const PromptDraft& draft, base::TimePoint now,
                                          std::size_t quota) {
  RETURN_IF_ERROR(require_free_prompt_name(txn, caller, draft.name, ""));
  RETURN_IF_ERROR(require_prompt_quota(txn, caller, quota));
  if (require_prompt(txn, caller, id)) return id_taken(id);
  txn.apply(
      "INSERT INTO prompt (account, region, id, name, description, customer_encryption_key_arn,"
      "  default_variant, created_at, updated_at, variants_json)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      caller.account, caller.region, id, draft.name, draft.description,
      draft.customer_encryption_key_arn, draft.default_variant, now, now, draft.variants_json);
  return find_prompt(txn, caller, id);
}

base::Result<model::Prompt> find_prompt(ReadTxn& txn, const base::Caller& caller,
                                        std::string_view id, Parts parts) {
  auto row = txn.query(
      "SELECT id, name, description, customer_encryption_key_arn, default_variant, created_at,"
      "  updated_at, CASE WHEN ? THEN variants_json END"
      " FROM prompt WHERE account = ? AND region = ? AND id = ?",
      parts == Parts::kAll, caller.account, caller.region, id);
  if (!row.step()) return resource_not_found();
  return model::Prompt{.id = row.text(0),
                       .version = std::string(model::kDraftVersion),
                       .name = row.text(1),
                       .description = row.optional_text(2),
                       .customer_encryption_key_arn = row.optional_text(3),
                       .default_variant = row.optional_text(4),
                       .variants_json = row.optional_text(7),
                       .created_at = row.time(5),
                       .updated_at = row.time(6)};
}

std::optional<std::string> find_prompt_named(ReadTxn& txn, const base::Caller& caller,
                                             std::string_view name) {
  auto row = txn.query("SELECT id FROM prompt WHERE account = ? AND region = ? AND name = ?",
                       caller.account, caller.region, name);
  return row.step() ? std::optional(row.text(0)) : std::nullopt;
}

base::Result<model::Prompt> replace_prompt_draft(WriteTxn& txn, const base::Caller& caller,
                                                 std::string_view id, const PromptDraft& draft,
                                                 base::TimePoint now) {
  RETURN_IF_ERROR(require_prompt(txn, caller, id));
  RETURN_IF_ERROR(require_free_prompt_name(txn, caller, draft.name, id));
  txn.apply(
      "UPDATE prompt SET name = ?, description = ?, customer_encryption_key_arn = ?,"
      "  default_variant = ?, updated_at = ?, variants_json = ?"
      " WHERE account = ? AND region = ? AND id = ?",
      draft.name, draft.description, draft.customer_encryption_key_arn, draft.default_variant, now,
      draft.variants_json, caller.account, caller.region, id);
  return find_prompt(txn, caller, id);
}

base::Result<void> delete_prompt(WriteTxn& txn, const base::Caller& caller, std::string_view id) {
  RETURN_IF_ERROR(require_prompt(txn, caller, id));
  const auto resource = fmt::format("prompt/{}", id);
  delete_tags_under(txn, caller, resource);
  forget_client_tokens_under(txn, caller, resource);
  // Versions go with the row they belong to.
  txn.apply("DELETE FROM prompt WHERE account = ? AND region = ? AND id = ?", caller.account,
            caller.region, id);
  return {};
}

base::Result<std::vector<model::Prompt>> list_prompts(ReadTxn& txn, const base::Caller& caller,
                                                      const std::optional<CreationKey>& after,
                                                      int limit) {
  const auto start = after.value_or(CreationKey{});
  auto row = txn.query(
      "SELECT id, name, description, created_at, updated_at FROM prompt"
      " WHERE account = ?1 AND region = ?2 AND created_at <= ?3"
      "  AND (created_at < ?3 OR id > ?4)"
      " ORDER BY created_at DESC, id LIMIT ?5",
      caller.account, caller.region, start.created_at, start.id, limit);
  std::vector<model::Prompt> prompts;
  while (row.step()) {
    model::Prompt prompt;
    prompt.id = row.text(0);
    prompt.version = model::kDraftVersion;
    prompt.name = row.text(1);
    prompt.description = row.optional_text(2);
    prompt.created_at = row.time(3);
    prompt.updated_at = row.time(4);
    prompts.push_back(std::move(prompt));
  }
  return prompts;
}

base::Result<void> require_prompt(ReadTxn& txn, const base::Caller& caller, std::string_view id) {
  auto row = txn.query("SELECT 1 FROM prompt WHERE account = ? AND region = ? AND id = ?",
                       caller.account, caller.region, id);
  if (!row.step()) return resource_not_found();
  return {};
}

}  // namespace flows::store
