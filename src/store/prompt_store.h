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

// The members of a Prompt that a user can write; the server sets the others.
struct PromptDraft {
  std::string name;
  std::optional<std::string> description = {};
  std::optional<std::string> customer_encryption_key_arn = {};
  std::optional<std::string> default_variant = {};
  std::optional<std::string> variants_json = {};
};

// Stores a new prompt. Errors: kConflict if the name or, very unlikely, the identifier is taken;
// kServiceQuotaExceeded if the caller already has `quota` prompts.
base::Result<model::Prompt> create_prompt(WriteTxn& txn, const base::Caller& caller, std::string id,
                                          const PromptDraft& draft, base::TimePoint now,
                                          std::size_t quota = base::limits::kPromptsPerAccountMax);

// Returns the draft. Errors: kResourceNotFound.
base::Result<model::Prompt> find_prompt(ReadTxn& txn, const base::Caller& caller,
                                        std::string_view id, Parts parts = Parts::kAll);

// Returns the ID of the prompt of that name; nullopt if there is none.
std::optional<std::string> find_prompt_named(ReadTxn& txn, const base::Caller& caller,
                                             std::string_view name);

// Replaces the whole draft; what `draft` lacks is cleared. Errors: kResourceNotFound; kConflict if
// the name is taken.
base::Result<model::Prompt> replace_prompt_draft(WriteTxn& txn, const base::Caller& caller,
                                                 std::string_view id, const PromptDraft& draft,
                                                 base::TimePoint now);

// Removes the prompt with its versions, tags and client tokens. Flows that refer to it do not
// change. Errors: kResourceNotFound.
base::Result<void> delete_prompt(WriteTxn& txn, const base::Caller& caller, std::string_view id);

// Returns at most `limit` drafts that follow `after`, without variants, the latest created first.
base::Result<std::vector<model::Prompt>> list_prompts(ReadTxn& txn, const base::Caller& caller,
                                                      const std::optional<CreationKey>& after,
                                                      int limit);

// Checks that the prompt exists. Errors: kResourceNotFound.
base::Result<void> require_prompt(ReadTxn& txn, const base::Caller& caller, std::string_view id);

}  // namespace flows::store
