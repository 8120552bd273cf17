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

// Gives a new flow its test alias, which routes to the draft and does not count towards the quota.
void insert_test_alias(WriteTxn& txn, const base::Caller& caller, std::string_view flow_id,
                       base::TimePoint now);

// Stores `alias` unchanged. Errors: kResourceNotFound if the flow or the version that it routes to
// does not exist; kConflict if the name or, very unlikely, the identifier is taken;
// kServiceQuotaExceeded.
base::Result<void> create_flow_alias(WriteTxn& txn, const base::Caller& caller,
                                     const model::FlowAlias& alias);

// Returns the alias of that ID. Errors: kResourceNotFound.
base::Result<model::FlowAlias> find_flow_alias(ReadTxn& txn, const base::Caller& caller,
                                               std::string_view flow_id, std::string_view id);

// Checks that the alias exists, whatever its row holds. Errors: kResourceNotFound.
base::Result<void> require_flow_alias(ReadTxn& txn, const base::Caller& caller,
                                      std::string_view flow_id, std::string_view id);

// Returns the ID of the flow's alias of that name; nullopt if there is none.
std::optional<std::string> find_alias_named(ReadTxn& txn, const base::Caller& caller,
                                            std::string_view flow_id, std::string_view name);

// Replaces all members of the alias of that flow and ID, except for its time of creation; what
// `alias` lacks is cleared. Errors: kResourceNotFound if the alias or the version that it is to
// route to does not exist; kConflict if the name is taken.
base::Result<model::FlowAlias> replace_flow_alias(WriteTxn& txn, const base::Caller& caller,
                                                  const model::FlowAlias& alias);

// Removes the alias with its tags and client tokens. Errors: kResourceNotFound; kConflict if an
// execution of it is Running.
base::Result<void> delete_flow_alias(WriteTxn& txn, const base::Caller& caller,
                                     std::string_view flow_id, std::string_view id);

// Returns how many aliases the flow has besides its test alias.
std::int64_t count_aliases(ReadTxn& txn, const base::Caller& caller, std::string_view flow_id);

// The position at which a page of aliases ended. `rank` is the value by which the list is sorted:
// the time of creation; for the test alias, a value below every time.
struct FlowAliasListKey {
  std::int64_t rank = 0;
  std::string id;
};
FlowAliasListKey list_key(const model::FlowAlias& alias);

// Returns at most `limit` aliases that follow `after`, the latest created first and the test alias
// last. Errors: kResourceNotFound if the flow does not exist.
base::Result<std::vector<model::FlowAlias>> list_flow_aliases(
    ReadTxn& txn, const base::Caller& caller, std::string_view flow_id,
    const std::optional<FlowAliasListKey>& after, int limit);

}  // namespace flows::store
