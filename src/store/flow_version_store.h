#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/caller.h"
#include "base/result.h"
#include "model/flow.h"
#include "store/flow_store.h"
#include "store/transaction.h"

// Versions of flows. Every function may throw StorageFailure, which Database handles.
namespace flows::store {

// Persists the prepared draft as a version with the next number, which no version of this flow has
// ever had. Errors: kResourceNotFound; kConflict unless the flow's status is Prepared;
// kServiceQuotaExceeded.
base::Result<model::FlowVersion> create_flow_version(WriteTxn& txn, const base::Caller& caller,
                                                     std::string_view flow_id,
                                                     const std::optional<std::string>& description,
                                                     base::TimePoint now);

// Returns the version; `version` is its number in digits, as in a path. Errors: kResourceNotFound.
base::Result<model::FlowVersion> find_flow_version(ReadTxn& txn, const base::Caller& caller,
                                                   std::string_view flow_id,
                                                   std::string_view version,
                                                   Parts parts = Parts::kAll);

// Removes the version and its client tokens; its number is not used again. Errors:
// kResourceNotFound; kConflict if `check` is kOn and an alias routes to it.
base::Result<void> delete_flow_version(WriteTxn& txn, const base::Caller& caller,
                                       std::string_view flow_id, std::string_view version,
                                       InUseCheck check);

// One entry of ListFlowVersions.
struct FlowVersionSummary {
  std::int64_t version = 0;
  std::string status;
  base::TimePoint created_at;
};

// Returns at most `limit` versions with numbers below `below` (absent: from the highest), the
// highest first. Errors: kResourceNotFound if the flow does not exist.
base::Result<std::vector<FlowVersionSummary>> list_flow_versions(ReadTxn& txn,
                                                                 const base::Caller& caller,
                                                                 std::string_view flow_id,
                                                                 std::optional<std::int64_t> below,
                                                                 int limit);

}  // namespace flows::store
