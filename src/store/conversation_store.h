#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/caller.h"
#include "base/clock.h"
#include "base/result.h"
#include "store/transaction.h"

// Runs of InvokeFlow that wait for their user. Every function may throw StorageFailure, which
// Database handles.
namespace flows::store {

// One execution ID of an alias.
struct ConversationKey {
  std::string flow_id;
  std::string alias_id;
  std::string execution_id;

  friend auto operator<=>(const ConversationKey&, const ConversationKey&) = default;
};

struct Conversation {
  ConversationKey key;
  std::string version;        // of the flow that runs: digits, or model::kDraftVersion
  std::int64_t revision = 0;  // equal revisions, equal definitions
  std::string node;           // the one that asks
  std::string definition_json;
  std::string history_json;
};

// What waits under that key and has not expired at `now`.
std::optional<Conversation> find_conversation(ReadTxn& txn, const base::Caller& caller,
                                              const ConversationKey& key, base::TimePoint now);

// Persists `conversation` until limits::kConversationLifetime after `now`, in the place of what
// waits under its key; forgets what has expired. Errors: kResourceNotFound where flow or alias are
// gone; kServiceQuotaExceeded beyond limits::kConversationsPerAccountMax.
base::Result<void> persist_conversation(WriteTxn& txn, const base::Caller& caller,
                                        const Conversation& conversation, base::TimePoint now);

// Nothing waits under that key any more.
void delete_conversation(WriteTxn& txn, const base::Caller& caller, const ConversationKey& key);

}  // namespace flows::store
