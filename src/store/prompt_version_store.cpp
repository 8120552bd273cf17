#include "store/prompt_version_store.h"

#include <fmt/format.h>

#include "store/client_token_store.h"
#include "store/prompt_store.h"
#include "store/store_errors.h"
#include "store/tag_store.h"
#include "store/version_number.h"
#include "store/versioned_resource.h"

namespace flows::store {

base::Result<model::Prompt> create_prompt_version(WriteTxn& txn, const base::Caller& caller,
                                                  std::string_view prompt_id,
                                                  const std::optional<std::string>& description,
                                                  base::TimePoint now) {
  RETURN_IF_ERROR(require_prompt(txn, caller, prompt_id));
  ASSIGN_OR_RETURN(const auto version, take_next_version(txn, kPrompts, caller, prompt_id));
  txn.apply(
      "INSERT INTO prompt_version (account, region, prompt_id, version, name, description,"
      "  customer_encryption_key_arn, default_variant, created_at, variants_json)"
      " SELECT account, region, id, ?, name, ?, customer_encryption_key_arn, default_variant,"
      "  ?, variants_json"
      " FROM prompt WHERE account = ? AND region = ? AND id = ?",
      version, description, now, caller.account, caller.region, prompt_id);
  return find_prompt_version(txn, caller, prompt_id, std::to_string(version));
}

base::Result<model::Prompt> find_prompt_version(ReadTxn& txn, const base::Caller& caller,
                                                std::string_view prompt_id,
                                                std::string_view version, Parts parts) {
  const auto number = version_number(version);
  if (!number) return resource_not_found();
  auto row = txn.query(
      "SELECT prompt_id, name, description, customer_encryption_key_arn, default_variant,"
      "  created_at, CASE WHEN ? THEN variants_json END AS variants_json"
      " FROM prompt_version WHERE account = ? AND region = ? AND prompt_id = ? AND version = ?",
      parts == Parts::kAll, caller.account, caller.region, prompt_id, *number);
  if (!row.step()) return resource_not_found();
  return model::Prompt{.id = row.text(0),
                       .version = std::string(version),
                       .name = row.text(1),
                       .description = row.optional_text(2),
                       .customer_encryption_key_arn = row.optional_text(3),
                       .default_variant = row.optional_text(4),
                       .variants_json = row.optional_json(6, base::JsonKind::kArray),
                       .created_at = row.time(5),
                       .updated_at = row.time(5)};
}

base::Result<void> delete_prompt_version(WriteTxn& txn, const base::Caller& caller,
                                         std::string_view prompt_id, std::string_view version) {
  RETURN_IF_ERROR(find_prompt_version(txn, caller, prompt_id, version, Parts::kMetadata));
  const auto resource = fmt::format("prompt/{}:{}", prompt_id, version);
  delete_tags_under(txn, caller, resource);
  forget_client_tokens_under(txn, caller, resource);
  txn.apply(
      "DELETE FROM prompt_version"
      " WHERE account = ? AND region = ? AND prompt_id = ? AND version = ?",
      caller.account, caller.region, prompt_id, *version_number(version));
  return {};
}

base::Result<std::vector<model::Prompt>> list_prompt_versions(ReadTxn& txn,
                                                              const base::Caller& caller,
                                                              std::string_view prompt_id,
                                                              std::optional<std::int64_t> below,
                                                              int limit) {
  RETURN_IF_ERROR(require_prompt(txn, caller, prompt_id));
  auto row = list_below(txn,
                        "SELECT version, name, description, created_at FROM prompt_version"
                        " WHERE account = ? AND region = ? AND prompt_id = ? AND version < ?"
                        " ORDER BY version DESC LIMIT ?",
                        caller, prompt_id, below, limit);
  std::vector<model::Prompt> versions;
  while (row.step()) {
    model::Prompt version;
    version.id = prompt_id;
    version.version = std::to_string(row.integer(0));
    version.name = row.text(1);
    version.description = row.optional_text(2);
    version.created_at = row.time(3);
    version.updated_at = version.created_at;
    versions.push_back(std::move(version));
  }
  return versions;
}

}  // namespace flows::store
