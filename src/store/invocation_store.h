#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "base/result.h"
#include "store/transaction.h"

namespace flows::store {

// What runs when a flow is invoked through an alias.
struct InvocationTarget {
  std::string flow_id;
  std::string alias_id;
  std::string version;  // digits, or model::kDraftVersion for the prepared draft
  std::string execution_role_arn;
  std::optional<std::string> customer_encryption_key_arn = {};
  std::int64_t revision = 0;  // equal revisions, equal definitions: a key for what is made of one
  std::string definition_json;
  std::optional<std::string> concurrency_json = {};  // the alias's concurrencyConfiguration
};

// Follows an alias to the definition it runs: the test alias, and any other that routes to DRAFT,
// to the prepared draft; the rest to a version. Errors: kResourceNotFound (the flow, the alias, or
// the version it routes to); kConflict where the draft was never prepared, in the words of
// `operation`. May throw StorageFailure, which Database handles.
base::Result<InvocationTarget> resolve_invocation(ReadTxn& txn, const base::Caller& caller,
                                                  std::string_view flow_id,
                                                  std::string_view alias_id,
                                                  std::string_view operation);

}  // namespace flows::store
