#include "store/client_token_store.h"

#include <gtest/gtest.h>

#include <chrono>

#include "base/limits.h"
#include "store/store_fixture.h"

namespace flows::store {
namespace {

using base::ErrorCode;
using base::Result;
using std::chrono_literals::operator""s;

class ClientTokenStore : public ::testing::Test, public StoreFixture {
 protected:
  const ClientToken use{.operation = "CreateFlow", .parent = "", .token = "token", .request = -5};

  Result<void> keep(const ClientToken& token, const std::string& answer) {
    return db->write([&](WriteTxn& txn) -> Result<void> {
      keep_answer(txn, caller, token, "flow/F", answer, clock.now());
      return {};
    });
  }

  Result<std::optional<std::string>> find_for(const ClientToken& token) {
    return db->read([&](ReadTxn& txn) { return find_answer(txn, caller, token, clock.now()); });
  }
};

TEST_F(ClientTokenStore, ARepeatedCallGetsItsFirstAnswer) {
  EXPECT_EQ(find_for(use).value(), std::nullopt);
  ASSERT_TRUE(keep(use, "{}"));
  EXPECT_EQ(find_for(use).value(), "{}");
}

TEST_F(ClientTokenStore, OtherParametersAreAConflict) {
  ASSERT_TRUE(keep(use, "{}"));
  auto other = use;
  other.request = 6;
  EXPECT_EQ(find_for(other).error().code, ErrorCode::kConflict);
}

TEST_F(ClientTokenStore, ATokenBelongsToItsOperationAndParent) {
  ASSERT_TRUE(keep(use, "{}"));
  auto other = use;
  other.operation = "CreateFlowAlias";
  EXPECT_EQ(find_for(other).value(), std::nullopt);
  other = use;
  other.parent = "flow/F";
  EXPECT_EQ(find_for(other).value(), std::nullopt);
}

TEST_F(ClientTokenStore, AnAnswerIsForgottenAfterEightHours) {
  ASSERT_TRUE(keep(use, "[1]"));
  clock.advance(base::limits::kClientTokenLifetime);
  EXPECT_EQ(find_for(use).value(), "[1]");
  clock.advance(1s);
  EXPECT_EQ(find_for(use).value(), std::nullopt);
  ASSERT_TRUE(keep(use, "[2]"));
  EXPECT_EQ(find_for(use).value(), "[2]");
}

TEST_F(ClientTokenStore, AnAnswerIsForgottenWithWhatItCreated) {
  ASSERT_TRUE(keep(use, "{}"));
  ASSERT_TRUE(db->write([&](WriteTxn& txn) -> Result<void> {
    forget_client_tokens_under(txn, caller, "flow/F");
    return {};
  }));
  EXPECT_EQ(find_for(use).value(), std::nullopt);
}

}  // namespace
}  // namespace flows::store
