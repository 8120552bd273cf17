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

// What flows and prompts share: names that are unique in an account, a quota, versions that are
// numbered, lists by creation. Each kind is a row of statements; what they mean is said once. Every
// function may throw StorageFailure, which Database handles.
namespace flows::store {

// Every statement takes account and region first.
struct VersionedResource {
  std::string_view noun;                  // "flow"; its ARNs end in "flow/<id>"
  std::string_view quota_words;           // "flows per account"
  std::string_view versions_quota_words;  // "versions per flow"
  std::size_t versions_max = 0;
  Sql find;               // a row where the ID exists
  Sql find_named;         // the ID of a name
  Sql find_other_named;   // a row where that name belongs to another ID
  Sql count_near_quota;   // the quota, account and region; 0 where the quota cannot be reached yet
  Sql count_versions;     // of an ID
  Sql take_next_version;  // the number for a new version of an ID
  Sql remove;             // the row of an ID, with which its versions go
};

extern const VersionedResource kFlows;
extern const VersionedResource kPrompts;

// Errors: kResourceNotFound unless the resource exists.
base::Result<void> require(ReadTxn& txn, const VersionedResource& kind, const base::Caller& caller,
                           std::string_view id);

// The ID of the resource of that name; nullopt where there is none.
std::optional<std::string> find_named(ReadTxn& txn, const VersionedResource& kind,
                                      const base::Caller& caller, std::string_view name);

// Errors: kConflict where another resource than `except_id` has the name.
base::Result<void> require_free_name(ReadTxn& txn, const VersionedResource& kind,
                                     const base::Caller& caller, std::string_view name,
                                     std::string_view except_id);

// Whether a resource of that ID and name can be created. Errors: kConflict where one of them is
// taken; kServiceQuotaExceeded where the caller has `quota` of them.
base::Result<void> require_room(ReadTxn& txn, const VersionedResource& kind,
                                const base::Caller& caller, std::string_view id,
                                std::string_view name, std::size_t quota);

// The number of a new version, which no version of the resource has ever had. Requires that the
// resource exists. Errors: kServiceQuotaExceeded.
base::Result<std::int64_t> take_next_version(WriteTxn& txn, const VersionedResource& kind,
                                             const base::Caller& caller, std::string_view id);

// Removes the resource with its versions, tags and client tokens. Requires that it exists.
void remove(WriteTxn& txn, const VersionedResource& kind, const base::Caller& caller,
            std::string_view id);

// The rows of a page of a list by creation; `sql` takes account, region, the time and the ID after
// which the page begins, and the limit.
Statement list_after(ReadTxn& txn, Sql sql, const base::Caller& caller,
                     const std::optional<CreationKey>& after, int limit);

// The rows of a page of a list of versions; `sql` takes account, region, ID, the number below which
// the page begins, and the limit.
Statement list_below(ReadTxn& txn, Sql sql, const base::Caller& caller, std::string_view id,
                     std::optional<std::int64_t> below, int limit);

}  // namespace flows::store
