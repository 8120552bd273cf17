#include "store/flow_alias_store.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "base/limits.h"
#include "store/store_fixture.h"

namespace flows::store {
namespace {

using base::ErrorCode;
using base::Result;
using std::chrono_literals::operator""s;
using ::testing::ElementsAre;

class FlowAliasStore : public ::testing::Test, public StoreFixture {
 protected:
  Result<void> add(const std::string& id, const std::string& name,
                   const std::string& version = "DRAFT") {
    return db->write([&](WriteTxn& txn) {
      return create_flow_alias(txn, caller,
                               {.flow_id = "FLOW000001",
                                .id = id,
                                .name = name,
                                .description = "about it",
                                .flow_version = version,
                                .concurrency_json = R"({"type":"Automatic"})",
                                .created_at = clock.now(),
                                .updated_at = clock.now()});
    });
  }

  std::vector<std::string> listed(std::optional<FlowAliasListKey> after, int limit) {
    const auto page = db->read(
        [&](ReadTxn& txn) { return list_flow_aliases(txn, caller, "FLOW000001", after, limit); });
    std::vector<std::string> ids;
    for (const auto& alias : page.value()) ids.push_back(alias.id);
    return ids;
  }
};

TEST_F(FlowAliasStore, KeepsWhatItWasGiven) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  ASSERT_TRUE(add("ALIAS00001", "live"));
  const auto alias = db->read([&](ReadTxn& txn) {
                         return find_flow_alias(txn, caller, "FLOW000001", "ALIAS00001");
                       }).value();
  EXPECT_EQ(alias.name, "live");
  EXPECT_EQ(alias.description, "about it");
  EXPECT_EQ(alias.flow_version, "DRAFT");
  EXPECT_EQ(alias.concurrency_json, R"({"type":"Automatic"})");
  EXPECT_EQ(alias.created_at, clock.now());
}

TEST_F(FlowAliasStore, NeedsAFlowAndAVersionThatExist) {
  EXPECT_EQ(add("ALIAS00001", "live").error().code, ErrorCode::kResourceNotFound);
  ASSERT_TRUE(create("FLOW000001", "one"));
  EXPECT_EQ(add("ALIAS00001", "live", "1").error().code, ErrorCode::kResourceNotFound);
}

TEST_F(FlowAliasStore, ANameIsTakenOncePerFlow) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  ASSERT_TRUE(add("ALIAS00001", "live"));
  EXPECT_EQ(add("ALIAS00002", "live").error().message,
            "Cannot create a new alias as an alias with the same name already exists.");
  EXPECT_EQ(add("ALIAS00002", "TSTALIASID").error().code, ErrorCode::kConflict);
  EXPECT_EQ(add("ALIAS00001", "other").error().code, ErrorCode::kConflict);
}

TEST_F(FlowAliasStore, TheEleventhAliasExceedsTheQuotaWhichTheTestAliasDoesNotCountFor) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  for (std::size_t at = 0; at < base::limits::kAliasesPerFlowMax; ++at) {
    ASSERT_TRUE(add(fmt::format("ALIAS{:05}", at), fmt::format("alias-{}", at)));
  }
  const auto refused = add("ALIAS99999", "one-too-many");
  EXPECT_EQ(refused.error().code, ErrorCode::kServiceQuotaExceeded);
  EXPECT_EQ(refused.error().message, "Your request exceeds the quota of 10 aliases per flow.");
}

TEST_F(FlowAliasStore, ListsTheLatestFirstAndTheTestAliasLast) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  ASSERT_TRUE(add("ALIAS00001", "a"));  // created in the same instant as the test alias
  ASSERT_TRUE(add("ZLIAS00002", "b"));
  clock.advance(1s);
  ASSERT_TRUE(add("ALIAS00003", "c"));
  EXPECT_THAT(listed(std::nullopt, 10),
              ElementsAre("ALIAS00003", "ALIAS00001", "ZLIAS00002", "TSTALIASID"));
  std::vector<std::string> one_by_one;
  std::optional<FlowAliasListKey> after;
  for (int at = 0; at < 4; ++at) {
    const auto page = db->read([&](ReadTxn& txn) {
                          return list_flow_aliases(txn, caller, "FLOW000001", after, 1);
                        }).value();
    ASSERT_EQ(page.size(), 1U);
    one_by_one.push_back(page[0].id);
    after = list_key(page[0]);
  }
  EXPECT_EQ(one_by_one, listed(std::nullopt, 10));
  EXPECT_THAT(listed(after, 1), ElementsAre());
}

TEST_F(FlowAliasStore, TheListOfAnUnknownFlowIsResourceNotFound) {
  const auto page = db->read(
      [&](ReadTxn& txn) { return list_flow_aliases(txn, caller, "FLOW000009", std::nullopt, 10); });
  EXPECT_EQ(page.error().code, ErrorCode::kResourceNotFound);
}

}  // namespace
}  // namespace flows::store
