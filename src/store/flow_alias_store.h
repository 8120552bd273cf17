#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/caller.h"
#include "base/result.h"
#include "model/flow.h"
#include "store/transaction.h"

// Aliases of flows. Every function may throw StorageFailure, which Database handles.
namespace flows::store {

// Gives a new flow its test alias, which routes to the draft and counts for no quota.
void insert_test_alias(WriteTxn& txn, const base::Caller& caller, std::string_view flow_id,
                       base::TimePoint now);

// Stores `alias` as it is. Errors: kResourceNotFound (the flow, or the version it routes to);
// kConflict (the name or, by the rarest chance, the identifier is taken);
// kServiceQuotaExceeded.
base::Result<void> create_flow_alias(WriteTxn& txn, const base::Caller& caller,
                                     const model::FlowAlias& alias);

// Errors: kResourceNotFound.
base::Result<model::FlowAlias> find_flow_alias(ReadTxn& txn, const base::Caller& caller,
                                               std::string_view flow_id, std::string_view id);

// The alias of that name; nullopt where there is none.
std::optional<model::FlowAlias> find_alias_named(ReadTxn& txn, const base::Caller& caller,
                                                 std::string_view flow_id, std::string_view name);

// Gives the alias of that flow and ID the other members of `alias`, but for its time of creation;
// what `alias` lacks is cleared. Errors: kResourceNotFound (the alias, or the version it is to
// route to), kConflict (the name is taken).
base::Result<model::FlowAlias> replace_flow_alias(WriteTxn& txn, const base::Caller& caller,
                                                  const model::FlowAlias& alias);

// Removes the alias with its tags and client tokens. Errors: kResourceNotFound, kConflict where
// executions of it are running.
base::Result<void> delete_flow_alias(WriteTxn& txn, const base::Caller& caller,
                                     std::string_view flow_id, std::string_view id);

// How many aliases the flow has besides its test alias.
std::int64_t count_aliases(ReadTxn& txn, const base::Caller& caller, std::string_view flow_id);

// Where a page of aliases ended. `rank` is what the list is sorted by: the time of creation, below
// every time for the test alias.
struct FlowAliasListKey {
  std::int64_t rank = 0;
  std::string id;
};
FlowAliasListKey list_key(const model::FlowAlias& alias);

// At most `limit` aliases after `after`, the latest created first, the test alias last. Errors:
// kResourceNotFound where the flow does not exist.
base::Result<std::vector<model::FlowAlias>> list_flow_aliases(
    ReadTxn& txn, const base::Caller& caller, std::string_view flow_id,
    const std::optional<FlowAliasListKey>& after, int limit);

}  // namespace flows::store
