#include "store/flow_version_store.h"

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

class FlowVersionStore : public ::testing::Test, public StoreFixture {
 protected:
  Result<model::FlowVersion> add(const std::string& flow_id) {
    return db->write([&](WriteTxn& txn) {
      return create_flow_version(txn, caller, flow_id, "about it", clock.now());
    });
  }

  Result<model::FlowVersion> find_version(const std::string& flow_id, const std::string& version) {
    return db->read([&](ReadTxn& txn) { return find_flow_version(txn, caller, flow_id, version); });
  }
};

TEST_F(FlowVersionStore, NeedsAPreparedDraft) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  EXPECT_EQ(add("FLOW000001").error().message,
            "Couldn't perform CreateFlowVersion operation. The resource that you specified is "
            "currently in status NotPrepared. Retry your request after the resource changes to a "
            "valid status.");
  ASSERT_TRUE(prepare("FLOW000001", false));
  EXPECT_EQ(add("FLOW000001").error().code, ErrorCode::kConflict);
  ASSERT_TRUE(prepare("FLOW000001"));
  EXPECT_EQ(add("FLOW000001").value().version, 1);
  EXPECT_EQ(add("FLOW000002").error().code, ErrorCode::kResourceNotFound);
}

TEST_F(FlowVersionStore, IsASnapshotThatLaterChangesDoNotReach) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  ASSERT_TRUE(prepare("FLOW000001"));
  clock.advance(1s);
  ASSERT_TRUE(add("FLOW000001"));
  ASSERT_TRUE(db->write([&](WriteTxn& txn) {
    return replace_draft(txn, caller, "FLOW000001", draft("two", R"({"n":2})"), clock.now());
  }));
  const auto version = find_version("FLOW000001", "1").value();
  EXPECT_EQ(version.flow_id, "FLOW000001");
  EXPECT_EQ(version.name, "one");
  EXPECT_EQ(version.status, "Prepared");
  EXPECT_EQ(version.description, "about it");
  EXPECT_EQ(version.definition_json, R"({"n":1})");
  EXPECT_EQ(version.created_at, clock.now());
}

TEST_F(FlowVersionStore, AnUnknownNumberIsResourceNotFound) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  for (const auto* const version : {"1", "99999", "DRAFT", "", "1x"}) {
    EXPECT_EQ(find_version("FLOW000001", version).error().code, ErrorCode::kResourceNotFound);
  }
}

TEST_F(FlowVersionStore, ANumberIsNeverGivenTwice) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  ASSERT_TRUE(prepare("FLOW000001"));
  ASSERT_TRUE(add("FLOW000001"));
  ASSERT_TRUE(add("FLOW000001"));
  ASSERT_TRUE(db->write([&](WriteTxn& txn) -> Result<void> {
    txn.change("DELETE FROM flow_version WHERE version = 2").run();
    return {};
  }));
  EXPECT_EQ(add("FLOW000001").value().version, 3);
}

TEST_F(FlowVersionStore, TheEleventhVersionExceedsTheQuota) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  ASSERT_TRUE(prepare("FLOW000001"));
  for (std::size_t at = 0; at < base::limits::kVersionsPerFlowMax; ++at) {
    ASSERT_TRUE(add("FLOW000001"));
  }
  const auto refused = add("FLOW000001");
  EXPECT_EQ(refused.error().code, ErrorCode::kServiceQuotaExceeded);
  EXPECT_EQ(refused.error().message, "Your request exceeds the quota of 10 versions per flow.");
}

TEST_F(FlowVersionStore, ListsTheHighestFirstAndGoesOnBelowAKey) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  ASSERT_TRUE(prepare("FLOW000001"));
  for (int at = 0; at < 10; ++at) ASSERT_TRUE(add("FLOW000001"));
  const auto listed = [&](std::optional<std::int64_t> below) {
    const auto page = db->read(
        [&](ReadTxn& txn) { return list_flow_versions(txn, caller, "FLOW000001", below, 4); });
    std::vector<std::int64_t> versions;
    for (const auto& version : page.value()) versions.push_back(version.version);
    return versions;
  };
  EXPECT_THAT(listed(std::nullopt), ElementsAre(10, 9, 8, 7));
  EXPECT_THAT(listed(7), ElementsAre(6, 5, 4, 3));
  EXPECT_THAT(listed(3), ElementsAre(2, 1));
}

}  // namespace
}  // namespace flows::store
