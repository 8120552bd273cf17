#include "store/conversation_store.h"

#include "base/limits.h"
#include "store/flow_alias_store.h"
#include "store/store_errors.h"

namespace flows::store {

std::optional<Conversation> find_conversation(ReadTxn& txn, const base::Caller& caller,
                                              const ConversationKey& key, base::TimePoint now) {
  auto row = txn.query(
      "SELECT version, revision, node, definition_json, history_json FROM conversation"
      " WHERE account = ? AND region = ? AND flow_id = ? AND alias_id = ? AND execution_id = ?"
      "  AND expires_at > ?",
      caller.account, caller.region, key.flow_id, key.alias_id, key.execution_id, now);
  if (!row.step()) return std::nullopt;
  return Conversation{.key = key,
                      .version = row.text(0),
                      .revision = row.integer(1),
                      .node = row.text(2),
                      .definition_json = row.text(3),
                      .history_json = row.text(4)};
}

base::Result<void> persist_conversation(WriteTxn& txn, const base::Caller& caller,
                                        const Conversation& conversation, base::TimePoint now) {
  const ConversationKey& key = conversation.key;
  RETURN_IF_ERROR(require_flow_alias(txn, caller, key.flow_id, key.alias_id));
  txn.apply("DELETE FROM conversation WHERE expires_at <= ?", now);
  delete_conversation(txn, caller, key);
  auto count = txn.query("SELECT count(*) FROM conversation WHERE account = ? AND region = ?",
                         caller.account, caller.region);
  count.step();
  if (count.integer(0) >= static_cast<std::int64_t>(base::limits::kConversationsPerAccountMax)) {
    return quota_exceeded(base::limits::kConversationsPerAccountMax,
                          "conversations that wait for an answer per account");
  }
  txn.apply(
      "INSERT INTO conversation (account, region, flow_id, alias_id, execution_id, version,"
      "  revision, node, expires_at, definition_json, history_json)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      caller.account, caller.region, key.flow_id, key.alias_id, key.execution_id,
      conversation.version, conversation.revision, conversation.node,
      now + base::limits::kConversationLifetime, conversation.definition_json,
      conversation.history_json);
  return {};
}

void delete_conversation(WriteTxn& txn, const base::Caller& caller, const ConversationKey& key) {
  txn.apply(
      "DELETE FROM conversation WHERE account = ? AND region = ? AND flow_id = ?"
      "  AND alias_id = ? AND execution_id = ?",
      caller.account, caller.region, key.flow_id, key.alias_id, key.execution_id);
}

}  // namespace flows::store
