#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/caller.h"
#include "base/clock.h"
#include "base/result.h"
#include "store/transaction.h"

// Conversations: runs of InvokeFlow that wait for their user. Every function may throw
// StorageFailure, which Database handles.
namespace flows::store {

// The execution ID of a conversation, which is unique for an alias.
struct ConversationKey {
  std::string flow_id;
  std::string alias_id;
  std::string execution_id;

  friend auto operator<=>(const ConversationKey&, const ConversationKey&) = default;
};

struct Conversation {
  ConversationKey key;
  std::string version;        // of the flow: digits, or model::kDraftVersion
  std::int64_t revision = 0;  // equal revisions mean equal definitions
  std::string node;           // the node that asks
  std::string definition_json;
  std::string history_json;
};

// Returns the conversation of that key; nullopt if there is none or if it has expired at `now`.
std::optional<Conversation> find_conversation(ReadTxn& txn, const base::Caller& caller,
                                              const ConversationKey& key, base::TimePoint now);

// Persists `conversation` until limits::kConversationLifetime after `now`. It replaces the one of
// the same key; expired ones are deleted. Errors: kResourceNotFound if the flow or the alias does
// not exist; kServiceQuotaExceeded beyond limits::kConversationsPerAccountMax.
base::Result<void> persist_conversation(WriteTxn& txn, const base::Caller& caller,
                                        const Conversation& conversation, base::TimePoint now);

// Deletes the conversation of that key, if there is one.
void delete_conversation(WriteTxn& txn, const base::Caller& caller, const ConversationKey& key);

}  // namespace flows::store
