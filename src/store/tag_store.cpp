#include "store/tag_store.h"

#include "base/limits.h"
#include "store/store_errors.h"

namespace flows::store {

base::Result<void> put_tags(WriteTxn& txn, const base::Caller& caller, std::string_view resource,
                            const std::vector<Tag>& tags) {
  for (const auto& tag : tags) {
    txn.apply(
        "INSERT INTO tag (account, region, resource, name, value) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET value = excluded.value",
        caller.account, caller.region, resource, tag.name, tag.value);
  }
  auto row = txn.query("SELECT count(*) FROM tag WHERE account = ? AND region = ? AND resource = ?",
                       caller.account, caller.region, resource);
  CHECK(row.step(), "a count has a row");
  if (row.integer(0) > std::int64_t{base::limits::kTagsPerResourceMax}) {
    return quota_exceeded(base::limits::kTagsPerResourceMax, "tags per resource");
  }
  return {};
}

void remove_tags(WriteTxn& txn, const base::Caller& caller, std::string_view resource,
                 const std::vector<std::string>& names) {
  for (const auto& name : names) {
    txn.apply("DELETE FROM tag WHERE account = ? AND region = ? AND resource = ? AND name = ?",
              caller.account, caller.region, resource, name);
  }
}

std::vector<Tag> list_tags(ReadTxn& txn, const base::Caller& caller, std::string_view resource) {
  auto row = txn.query(
      "SELECT name, value FROM tag WHERE account = ? AND region = ? AND resource = ?"
      " ORDER BY name",
      caller.account, caller.region, resource);
  std::vector<Tag> tags;
  while (row.step()) tags.push_back({.name = row.text(0), .value = row.text(1)});
  return tags;
}

void delete_tags_under(WriteTxn& txn, const base::Caller& caller, std::string_view resource) {
  // The paths inside a resource begin with its path and '/' or ':'; ';' is the next character after
  // them.
  txn.apply(
      "DELETE FROM tag WHERE account = ?1 AND region = ?2"
      "  AND resource >= ?3 AND resource < ?3 || ';'"
      "  AND substr(resource, length(?3) + 1, 1) IN ('', '/', ':')",
      caller.account, caller.region, resource);
}

}  // namespace flows::store
