#include "store/prompt_store.h"

#include "model/flow.h"
#include "store/store_errors.h"
#include "store/versioned_resource.h"

namespace flows::store {

base::Result<model::Prompt> create_prompt(WriteTxn& txn, const base::Caller& caller, std::string id,
                                          const PromptDraft& draft, base::TimePoint now,
                                          std::size_t quota) {
  RETURN_IF_ERROR(require_room(txn, kPrompts, caller, id, draft.name, quota));
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
      "  updated_at, CASE WHEN ? THEN variants_json END AS variants_json"
      " FROM prompt WHERE account = ? AND region = ? AND id = ?",
      parts == Parts::kAll, caller.account, caller.region, id);
  if (!row.step()) return resource_not_found();
  return model::Prompt{.id = row.text(0),
                       .version = std::string(model::kDraftVersion),
                       .name = row.text(1),
                       .description = row.optional_text(2),
                       .customer_encryption_key_arn = row.optional_text(3),
                       .default_variant = row.optional_text(4),
                       .variants_json = row.optional_json(7, base::JsonKind::kArray),
                       .created_at = row.time(5),
                       .updated_at = row.time(6)};
}

std::optional<std::string> find_prompt_named(ReadTxn& txn, const base::Caller& caller,
                                             std::string_view name) {
  return find_named(txn, kPrompts, caller, name);
}

base::Result<model::Prompt> replace_prompt_draft(WriteTxn& txn, const base::Caller& caller,
                                                 std::string_view id, const PromptDraft& draft,
                                                 base::TimePoint now) {
  RETURN_IF_ERROR(require_prompt(txn, caller, id));
  RETURN_IF_ERROR(require_free_name(txn, kPrompts, caller, draft.name, id));
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
  remove(txn, kPrompts, caller, id);
  return {};
}

base::Result<std::vector<model::Prompt>> list_prompts(ReadTxn& txn, const base::Caller& caller,
                                                      const std::optional<CreationKey>& after,
                                                      int limit) {
  auto row = list_after(txn,
                        "SELECT id, name, description, created_at, updated_at FROM prompt"
                        " WHERE account = ?1 AND region = ?2 AND created_at <= ?3"
                        "  AND (created_at < ?3 OR id > ?4)"
                        " ORDER BY created_at DESC, id LIMIT ?5",
                        caller, after, limit);
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
  return require(txn, kPrompts, caller, id);
}

}  // namespace flows::store
