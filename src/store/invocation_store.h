#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "base/result.h"
#include "store/transaction.h"

namespace flows::store {

// What an alias of the draft runs while the draft was changed and not prepared again, or could not
// be prepared: nothing, which is an error, or the prepared draft from before.
enum class StaleDraft { kRefused, kRun };

// The definition that runs when a flow is invoked through an alias.
struct InvocationTarget {
  std::string flow_id;
  std::string alias_id;
  std::string version;  // digits, or model::kDraftVersion for the prepared draft
  std::string execution_role_arn;
  std::optional<std::string> customer_encryption_key_arn = {};
  std::int64_t revision = 0;  // equal revisions, equal definitions: a key for what is compiled
  std::string definition_json;
  std::optional<std::string> concurrency_json = {};  // the alias's concurrencyConfiguration
};

// Follows an alias to the definition that it runs. An alias that routes to DRAFT, such as the test
// alias, runs the prepared draft; any other runs a version. Errors: kResourceNotFound if the flow,
// the alias or the version that it routes to does not exist; kConflict if the draft was never
// prepared or, unless `stale` is kRun, is not prepared as it is now. May throw StorageFailure,
// which Database handles.
base::Result<InvocationTarget> resolve_invocation(ReadTxn& txn, const base::Caller& caller,
                                                  std::string_view flow_id,
                                                  std::string_view alias_id, StaleDraft stale);

}  // namespace flows::store
