#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/caller.h"
#include "base/limits.h"
#include "base/result.h"
#include "model/flow.h"
#include "store/transaction.h"

// Flows and their drafts. Every function may throw StorageFailure, which Database handles.
namespace flows::store {

// The parts of a flow that a caller needs. kMetadata does not read the text of the definition.
enum class Parts { kAll, kMetadata };

// The members of a Flow that a user can write; the server sets the others.
struct FlowDraft {
  std::string name;
  std::optional<std::string> description = {};
  std::string execution_role_arn;
  std::optional<std::string> customer_encryption_key_arn = {};
  std::optional<std::string> definition_json = {};
};

// Stores a new flow, which is not prepared, and its test alias. Errors: kConflict if the name or,
// very unlikely, the identifier is taken; kServiceQuotaExceeded if the caller already has `quota`
// flows.
base::Result<model::Flow> create_flow(WriteTxn& txn, const base::Caller& caller, std::string id,
                                      FlowDraft draft, base::TimePoint now,
                                      std::size_t quota = base::limits::kFlowsPerAccountMax);

// Returns the flow with its draft. Errors: kResourceNotFound.
base::Result<model::Flow> find_flow(ReadTxn& txn, const base::Caller& caller, std::string_view id,
                                    Parts parts = Parts::kAll);

// Returns the ID of the flow of that name; nullopt if there is none.
std::optional<std::string> find_flow_named(ReadTxn& txn, const base::Caller& caller,
                                           std::string_view name);

// Replaces the whole draft; what `draft` lacks is cleared. The flow is then not prepared, but its
// prepared draft and its versions stay. Errors: kResourceNotFound; kConflict if the name is taken.
base::Result<model::Flow> replace_draft(WriteTxn& txn, const base::Caller& caller,
                                        std::string_view id, FlowDraft draft, base::TimePoint now);

// Persists the findings of the preparation of the draft of `revision`; if it `succeeded`, that
// draft becomes the prepared draft. Returns false, and changes nothing, if the draft has been
// replaced in the meantime. Errors: kResourceNotFound.
base::Result<bool> finish_preparation(WriteTxn& txn, const base::Caller& caller,
                                      std::string_view id, std::int64_t revision, bool succeeded,
                                      std::string_view validations_json);

enum class InUseCheck { kOn, kSkipped };

// Removes the flow with its versions, aliases, tags and client tokens. Errors: kResourceNotFound;
// kConflict if `check` is kOn and an alias other than the test alias exists.
base::Result<void> delete_flow(WriteTxn& txn, const base::Caller& caller, std::string_view id,
                               InUseCheck check);

// One entry of ListFlows.
struct FlowSummary {
  std::string id;
  std::string name;
  std::string status;
  std::optional<std::string> description = {};
  base::TimePoint created_at;
  base::TimePoint updated_at;
};

// The position at which a page of a list by creation ended; the default lies before every row.
struct CreationKey {
  base::TimePoint created_at = base::TimePoint::max();
  std::string id = {};
};

// Returns at most `limit` flows that follow `after`, the latest created first. No update changes
// this order, so paging skips nothing.
base::Result<std::vector<FlowSummary>> list_flows(ReadTxn& txn, const base::Caller& caller,
                                                  const std::optional<CreationKey>& after,
                                                  int limit);

// Checks that the flow exists. Errors: kResourceNotFound.
base::Result<void> require_flow(ReadTxn& txn, const base::Caller& caller, std::string_view id);

}  // namespace flows::store
