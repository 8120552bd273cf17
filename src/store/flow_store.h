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

// What a caller wants of a flow: finding one without its definition does not read the text.
enum class Parts { kAll, kMetadata };

// What a user may write in a draft; the rest of a Flow is ours.
struct FlowDraft {
  std::string name;
  std::optional<std::string> description = {};
  std::string execution_role_arn;
  std::optional<std::string> customer_encryption_key_arn = {};
  std::optional<std::string> definition_json = {};
};

// Stores a new flow, not prepared, and its test alias. Errors: kConflict (the name or, by the
// rarest chance, the identifier is taken), kServiceQuotaExceeded where the caller has `quota`
// flows.
base::Result<model::Flow> create_flow(WriteTxn& txn, const base::Caller& caller, std::string id,
                                      FlowDraft draft, base::TimePoint now,
                                      std::size_t quota = base::limits::kFlowsPerAccountMax);

// Errors: kResourceNotFound.
base::Result<model::Flow> find_flow(ReadTxn& txn, const base::Caller& caller, std::string_view id,
                                    Parts parts = Parts::kAll);

// The ID of the flow of that name; nullopt where there is none.
std::optional<std::string> find_flow_named(ReadTxn& txn, const base::Caller& caller,
                                           std::string_view name);

// Replaces the draft whole; what `draft` lacks is cleared. The flow is then not prepared, while its
// prepared draft and its versions stay. Errors: kResourceNotFound, kConflict (the name is taken).
base::Result<model::Flow> replace_draft(WriteTxn& txn, const base::Caller& caller,
                                        std::string_view id, FlowDraft draft, base::TimePoint now);

// Persists what the preparation of the draft of `revision` found; where it `succeeded`, that draft
// is the prepared one from now on. Returns false, and changes nothing, if the draft has been
// replaced since. Errors: kResourceNotFound.
base::Result<bool> finish_preparation(WriteTxn& txn, const base::Caller& caller,
                                      std::string_view id, std::int64_t revision, bool succeeded,
                                      std::string_view validations_json);

enum class InUseCheck { kOn, kSkipped };

// Removes the flow with its versions, aliases, tags and client tokens. Errors: kResourceNotFound;
// kConflict where an alias other than the test alias exists and `check` is on.
base::Result<void> delete_flow(WriteTxn& txn, const base::Caller& caller, std::string_view id,
                               InUseCheck check);

// One line of ListFlows.
struct FlowSummary {
  std::string id;
  std::string name;
  std::string status;
  std::optional<std::string> description = {};
  base::TimePoint created_at;
  base::TimePoint updated_at;
};

// Where a page of a list by creation ended; as it is, before the first row of any.
struct CreationKey {
  base::TimePoint created_at = base::TimePoint::max();
  std::string id = {};
};

// At most `limit` flows after `after`, the latest created first: an order that no update changes,
// so that paging skips nothing.
base::Result<std::vector<FlowSummary>> list_flows(ReadTxn& txn, const base::Caller& caller,
                                                  const std::optional<CreationKey>& after,
                                                  int limit);

// Errors: kResourceNotFound unless the flow exists.
base::Result<void> require_flow(ReadTxn& txn, const base::Caller& caller, std::string_view id);

}  // namespace flows::store
