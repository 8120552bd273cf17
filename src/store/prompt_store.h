#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/caller.h"
#include "base/limits.h"
#include "base/result.h"
#include "model/prompt.h"
#include "store/flow_store.h"
#include "store/transaction.h"

// Prompts and their drafts. Every function may throw StorageFailure, which Database handles.
namespace flows::store {

// What a user may write in a draft; the rest of a Prompt is ours.
struct PromptDraft {
  std::string name;
  std::optional<std::string> description = {};
  std::optional<std::string> customer_encryption_key_arn = {};
  std::optional<std::string> default_variant = {};
  std::optional<std::string> variants_json = {};
};

// Stores a new prompt. Errors: kConflict (the name or, by the rarest chance, the identifier is
// taken), kServiceQuotaExceeded where the caller has `quota` prompts.
base::Result<model::Prompt> create_prompt(WriteTxn& txn, const base::Caller& caller, std::string id,
                                          const PromptDraft& draft, base::TimePoint now,
                                          std::size_t quota = base::limits::kPromptsPerAccountMax);

// The draft. Errors: kResourceNotFound.
base::Result<model::Prompt> find_prompt(ReadTxn& txn, const base::Caller& caller,
                                        std::string_view id, Parts parts = Parts::kAll);

// The ID of the prompt of that name; nullopt where there is none.
std::optional<std::string> find_prompt_named(ReadTxn& txn, const base::Caller& caller,
                                             std::string_view name);

// Replaces the draft whole; what `draft` lacks is cleared. Errors: kResourceNotFound, kConflict
// (the name is taken).
base::Result<model::Prompt> replace_prompt_draft(WriteTxn& txn, const base::Caller& caller,
                                                 std::string_view id, const PromptDraft& draft,
                                                 base::TimePoint now);

// Removes the prompt with its versions, tags and client tokens; flows that name it stay as they
// are. Errors: kResourceNotFound.
base::Result<void> delete_prompt(WriteTxn& txn, const base::Caller& caller, std::string_view id);

// At most `limit` drafts after `after`, without variants, the latest created first.
base::Result<std::vector<model::Prompt>> list_prompts(ReadTxn& txn, const base::Caller& caller,
                                                      const std::optional<CreationKey>& after,
                                                      int limit);

// Errors: kResourceNotFound unless the prompt exists.
base::Result<void> require_prompt(ReadTxn& txn, const base::Caller& caller, std::string_view id);

}  // namespace flows::store
