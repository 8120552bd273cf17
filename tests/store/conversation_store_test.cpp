#include "store/conversation_store.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "model/flow.h"
#include "store/reset_store.h"
#include "store/store_fixture.h"

namespace flows::store {
namespace {

namespace limits = base::limits;
using base::ErrorCode;
using base::Result;

class ConversationStore : public ::testing::Test, public StoreFixture {
 protected:
  void SetUp() override { ASSERT_TRUE(create("FLOW000001", "one")); }

  static ConversationKey key(std::string execution) {
    return {.flow_id = "FLOW000001",
            .alias_id = std::string(model::kTestAliasId),
            .execution_id = std::move(execution)};
  }

  Result<void> persist(const ConversationKey& under, std::string node = "Ask") {
    return db->write([&](WriteTxn& txn) {
      return persist_conversation(txn, caller,
                                  {.key = under,
                                   .version = "3",
                                   .revision = 7,
                                   .node = std::move(node),
                                   .definition_json = R"({"n":1})",
                                   .history_json = "[]"},
                                  clock.now());
    });
  }

  std::optional<Conversation> find_waiting(const ConversationKey& under, const base::Caller& who) {
    return db
        ->read([&](ReadTxn& txn) -> Result<std::optional<Conversation>> {
          return find_conversation(txn, who, under, clock.now());
        })
        .value();
  }
  std::optional<Conversation> find_waiting(const ConversationKey& under) {
    return find_waiting(under, caller);
  }
};

TEST_F(ConversationStore, KeepsAllThatARunNeedsToGoOn) {
  ASSERT_TRUE(persist(key("run")));
  const auto found = find_waiting(key("run"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->key, key("run"));
  EXPECT_EQ(found->version, "3");
  EXPECT_EQ(found->revision, 7);
  EXPECT_EQ(found->node, "Ask");
  EXPECT_EQ(found->definition_json, R"({"n":1})");
  EXPECT_EQ(found->history_json, "[]");
  EXPECT_FALSE(find_waiting(key("other")));
  EXPECT_FALSE(find_waiting(key("run"), {.account = "123456789012", .region = "eu-west-1"}));
}

TEST_F(ConversationStore, TheLatestTurnReplacesTheOneBefore) {
  ASSERT_TRUE(persist(key("run"), "First"));
  ASSERT_TRUE(persist(key("run"), "Second"));
  EXPECT_EQ(find_waiting(key("run"))->node, "Second");
  ASSERT_TRUE(db->write([&](WriteTxn& txn) -> Result<void> {
    delete_conversation(txn, caller, key("run"));
    return {};
  }));
  EXPECT_FALSE(find_waiting(key("run")));
}

TEST_F(ConversationStore, ItExpires) {
  ASSERT_TRUE(persist(key("run")));
  clock.advance(limits::kConversationLifetime - std::chrono::nanoseconds(1));
  EXPECT_TRUE(find_waiting(key("run")));
  clock.advance(std::chrono::nanoseconds(1));
  EXPECT_FALSE(find_waiting(key("run")));
}

TEST_F(ConversationStore, ItGoesWithItsFlowAndNeedsOne) {
  ASSERT_TRUE(persist(key("run")));
  ASSERT_TRUE(db->write(
      [&](WriteTxn& txn) { return delete_flow(txn, caller, "FLOW000001", InUseCheck::kSkipped); }));
  EXPECT_FALSE(find_waiting(key("run")));
  EXPECT_EQ(persist(key("run")).error().code, ErrorCode::kResourceNotFound);
}

TEST_F(ConversationStore, TooManyAreRefusedUntilSomeExpire) {
  ASSERT_TRUE(db->write([&](WriteTxn& txn) -> Result<void> {
    txn.change(
           "WITH RECURSIVE run (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM run"
           "  WHERE number < ?)"
           " INSERT INTO conversation (account, region, flow_id, alias_id, execution_id, version,"
           "  revision, node, expires_at, definition_json, history_json)"
           " SELECT ?, ?, 'FLOW000001', 'TSTALIASID', 'run-' || number, '1', 1, 'Ask', ?, '', ''"
           "  FROM run",
           static_cast<std::int64_t>(limits::kConversationsPerAccountMax), caller.account,
           caller.region, clock.now() + std::chrono::minutes(1))
        .run();
    return {};
  }));
  const auto refused = persist(key("one more"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kServiceQuotaExceeded);
  EXPECT_TRUE(persist(key("run-1"), "Again"));
  clock.advance(std::chrono::minutes(1));
  EXPECT_TRUE(persist(key("one more")));
}

TEST_F(ConversationStore, AResetForgetsThem) {
  ASSERT_TRUE(persist(key("run")));
  ASSERT_TRUE(db->write([&](WriteTxn& txn) -> Result<void> {
    delete_everything(txn);
    return {};
  }));
  ASSERT_TRUE(create("FLOW000001", "one"));
  EXPECT_FALSE(find_waiting(key("run")));
}

}  // namespace
}  // namespace flows::store
