#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "base/result.h"
#include "store/flow_store.h"
#include "store/sql.h"
#include "store/transaction.h"

// What flows and prompts have in common: names that are unique in an account, a quota, numbered
// versions, lists by creation. Each kind is a row of statements, which the functions below run.
// Every function may throw StorageFailure, which Database handles.
namespace flows::store {

// The first two parameters of every statement are account and region, unless noted otherwise.
struct VersionedResource {
  std::string_view noun;                  // "flow"; its ARNs end in "flow/<id>"
  std::string_view quota_words;           // "flows per account"
  std::string_view versions_quota_words;  // "versions per flow"
  std::size_t versions_max = 0;
  Sql find;               // returns a row if the ID exists
  Sql find_named;         // returns the ID that belongs to a name
  Sql find_other_named;   // returns a row if that name belongs to another ID
  Sql count_near_quota;   // takes quota, account, region; 0 if the quota is surely not reached
  Sql count_versions;     // of an ID
  Sql take_next_version;  // returns the number of a new version of an ID; takes the largest at last
  Sql remove;             // deletes the row of an ID and, with it, its versions
};

extern const VersionedResource kFlows;
extern const VersionedResource kPrompts;

// Checks that the resource exists. Errors: kResourceNotFound.
base::Result<void> require(ReadTxn& txn, const VersionedResource& kind, const base::Caller& caller,
                           std::string_view id);

// Returns the ID of the resource of that name; nullopt if there is none.
std::optional<std::string> find_named(ReadTxn& txn, const VersionedResource& kind,
                                      const base::Caller& caller, std::string_view name);

// Checks that no resource other than `except_id` has the name. Errors: kConflict.
base::Result<void> require_free_name(ReadTxn& txn, const VersionedResource& kind,
                                     const base::Caller& caller, std::string_view name,
                                     std::string_view except_id);

// Checks that a resource of that ID and name can be created. Errors: kConflict if the ID or the
// name is taken; kServiceQuotaExceeded if the caller already has `quota` resources of that kind.
base::Result<void> require_room(ReadTxn& txn, const VersionedResource& kind,
                                const base::Caller& caller, std::string_view id,
                                std::string_view name, std::size_t quota);

// Returns the number for a new version, which no version of the resource has ever had. Requires
// that the resource exists. Errors: kServiceQuotaExceeded.
base::Result<std::int64_t> take_next_version(WriteTxn& txn, const VersionedResource& kind,
                                             const base::Caller& caller, std::string_view id);

// Removes the resource with its versions, tags and client tokens. Requires that it exists.
void remove(WriteTxn& txn, const VersionedResource& kind, const base::Caller& caller,
            std::string_view id);

// Returns the rows of a page of a list by creation. `sql` takes account, region, the time and the
// ID after which the page begins, and the limit.
Statement list_after(ReadTxn& txn, Sql sql, const base::Caller& caller,
                     const std::optional<CreationKey>& after, int limit);

// Returns the rows of a page of a list of versions. `sql` takes account, region, ID, the number
// below which the page begins, and the limit.
Statement list_below(ReadTxn& txn, Sql sql, const base::Caller& caller, std::string_view id,
                     std::optional<std::int64_t> below, int limit);

}  // namespace flows::store
