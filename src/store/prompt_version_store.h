#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/caller.h"
#include "base/result.h"
#include "model/prompt.h"
#include "store/flow_store.h"
#include "store/transaction.h"

// Versions of prompts. Every function may throw StorageFailure, which Database handles.
namespace flows::store {

// Persists the draft as a version with the next number, which no version of this prompt has ever
// had. Errors: kResourceNotFound, kServiceQuotaExceeded.
base::Result<model::Prompt> create_prompt_version(WriteTxn& txn, const base::Caller& caller,
                                                  std::string_view prompt_id,
                                                  const std::optional<std::string>& description,
                                                  base::TimePoint now);

// Returns the version; `version` is its number in digits. Errors: kResourceNotFound.
base::Result<model::Prompt> find_prompt_version(ReadTxn& txn, const base::Caller& caller,
                                                std::string_view prompt_id,
                                                std::string_view version,
                                                Parts parts = Parts::kAll);

// Removes the version with its tags and client tokens. Errors: kResourceNotFound.
base::Result<void> delete_prompt_version(WriteTxn& txn, const base::Caller& caller,
                                         std::string_view prompt_id, std::string_view version);

// Returns at most `limit` versions with numbers below `below` (absent: from the highest), without
// variants, the highest first. Errors: kResourceNotFound if the prompt does not exist.
base::Result<std::vector<model::Prompt>> list_prompt_versions(ReadTxn& txn,
                                                              const base::Caller& caller,
                                                              std::string_view prompt_id,
                                                              std::optional<std::int64_t> below,
                                                              int limit);

}  // namespace flows::store
