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

  Result<void> persist(const ClientToken& token, const std::string& response) {
    return db->write([&](WriteTxn& txn) -> Result<void> {
      persist_response(txn, caller, token, "flow/F", response, clock.now());
      return {};
    });
  }

  Result<std::optional<std::string>> find_for(const ClientToken& token) {
    return db->read([&](ReadTxn& txn) { return find_response(txn, caller, token, clock.now()); });
  }
};

TEST_F(ClientTokenStore, ARepeatedCallGetsItsFirstAnswer) {
  EXPECT_EQ(find_for(use).value(), std::nullopt);
  ASSERT_TRUE(persist(use, "{}"));
  EXPECT_EQ(find_for(use).value(), "{}");
}

TEST_F(ClientTokenStore, OtherParametersAreAConflict) {
  ASSERT_TRUE(persist(use, "{}"));
  auto other = use;
  other.request = 6;
  EXPECT_EQ(find_for(other).error().code, ErrorCode::kConflict);
}

TEST_F(ClientTokenStore, ATokenBelongsToItsOperationAndParent) {
  ASSERT_TRUE(persist(use, "{}"));
  auto other = use;
  other.operation = "CreateFlowAlias";
  EXPECT_EQ(find_for(other).value(), std::nullopt);
  other = use;
  other.parent = "flow/F";
  EXPECT_EQ(find_for(other).value(), std::nullopt);
}

TEST_F(ClientTokenStore, AResponseIsForgottenAfterEightHours) {
  ASSERT_TRUE(persist(use, R"({"a":1})"));
  clock.advance(base::limits::kClientTokenLifetime);
  EXPECT_EQ(find_for(use).value(), R"({"a":1})");
  clock.advance(1s);
  EXPECT_EQ(find_for(use).value(), std::nullopt);
  ASSERT_TRUE(persist(use, R"({"a":2})"));
  EXPECT_EQ(find_for(use).value(), R"({"a":2})");
}

TEST_F(ClientTokenStore, AResponseIsForgottenWithWhatItCreated) {
  ASSERT_TRUE(persist(use, "{}"));
  ASSERT_TRUE(db->write([&](WriteTxn& txn) -> Result<void> {
    forget_client_tokens_under(txn, caller, "flow/F");
    return {};
  }));
  EXPECT_EQ(find_for(use).value(), std::nullopt);
}

}  // namespace
}  // namespace flows::store
