#include "store/flow_store.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "base/limits.h"
#include "store/flow_alias_store.h"
#include "store/flow_version_store.h"
#include "store/store_fixture.h"
#include "store/tag_store.h"

namespace flows::store {
namespace {

using base::ErrorCode;
using base::Result;
using std::chrono_literals::operator""s;
using ::testing::ElementsAre;

class FlowStore : public ::testing::Test, public StoreFixture {
 protected:
  std::vector<std::string> listed(std::optional<CreationKey> after, int limit) {
    const auto page = db->read([&](ReadTxn& txn) { return list_flows(txn, caller, after, limit); });
    std::vector<std::string> ids;
    for (const auto& flow : page.value()) ids.push_back(flow.id);
    return ids;
  }

  Result<void> remove(const std::string& id, InUseCheck check = InUseCheck::kOn) {
    return db->write([&](WriteTxn& txn) { return delete_flow(txn, caller, id, check); });
  }
};

TEST_F(FlowStore, ANewFlowIsNotPreparedAndHasItsTestAlias) {
  const auto flow = create("FLOW000001", "one").value();
  EXPECT_EQ(flow.status, "NotPrepared");
  EXPECT_EQ(flow.definition_json, R"({"n":1})");
  EXPECT_EQ(flow.validations_json, std::nullopt);
  EXPECT_EQ(flow.created_at, clock.now());
  EXPECT_EQ(flow.updated_at, clock.now());
  const auto alias = db->read(
      [&](ReadTxn& txn) { return find_flow_alias(txn, caller, "FLOW000001", "TSTALIASID"); });
  EXPECT_EQ(alias.value().flow_version, "DRAFT");
}

TEST_F(FlowStore, AnUnknownFlowIsResourceNotFound) {
  const auto found = find("FLOW000001");
  EXPECT_EQ(found.error().code, ErrorCode::kResourceNotFound);
  EXPECT_EQ(found.error().message,
            "Failed to retrieve resource because it doesn't exist. Retry your request with a "
            "different resource identifier.");
}

TEST_F(FlowStore, MetadataComesWithoutTheDefinition) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  const auto flow = db->read(
      [&](ReadTxn& txn) { return find_flow(txn, caller, "FLOW000001", Parts::kMetadata); });
  EXPECT_EQ(flow.value().definition_json, std::nullopt);
  EXPECT_EQ(flow.value().name, "one");
}

TEST_F(FlowStore, ANameIsTakenOncePerAccountAndRegion) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  const auto again = create("FLOW000002", "one");
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
  EXPECT_EQ(again.error().message,
            "Cannot create a new flow as a flow with the same name already exists.");
  for (const base::Caller& other :
       {base::Caller{"210987654321", "us-east-1"}, base::Caller{"123456789012", "eu-west-1"}}) {
    const auto created = db->write([&](WriteTxn& txn) {
      return create_flow(txn, other, "FLOW000001", draft("one"), clock.now());
    });
    EXPECT_TRUE(created) << other.account << other.region;
  }
}

TEST_F(FlowStore, AnIdentifierThatIsTakenIsAConflict) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  EXPECT_EQ(create("FLOW000001", "two").error().code, ErrorCode::kConflict);
}

TEST_F(FlowStore, AccountsAndRegionsDoNotSeeEachOther) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  for (const base::Caller& other :
       {base::Caller{"210987654321", "us-east-1"}, base::Caller{"123456789012", "eu-west-1"}}) {
    const auto found = db->read([&](ReadTxn& txn) { return find_flow(txn, other, "FLOW000001"); });
    EXPECT_EQ(found.error().code, ErrorCode::kResourceNotFound);
    const auto listed =
        db->read([&](ReadTxn& txn) { return list_flows(txn, other, std::nullopt, 10); });
    EXPECT_TRUE(listed.value().empty());
    const auto removed = db->write(
        [&](WriteTxn& txn) { return delete_flow(txn, other, "FLOW000001", InUseCheck::kSkipped); });
    EXPECT_EQ(removed.error().code, ErrorCode::kResourceNotFound);
  }
  EXPECT_TRUE(find("FLOW000001"));
}

TEST_F(FlowStore, TheHundredAndFirstFlowExceedsTheQuota) {
  for (std::size_t at = 0; at < base::limits::kFlowsPerAccountMax; ++at) {
    ASSERT_TRUE(create(fmt::format("FLOW{:06}", at), fmt::format("flow-{}", at)));
  }
  const auto refused = create("FLOW999999", "one-too-many");
  EXPECT_EQ(refused.error().code, ErrorCode::kServiceQuotaExceeded);
  EXPECT_EQ(refused.error().message, "Your request exceeds the quota of 100 flows per account.");
  ASSERT_TRUE(remove("FLOW000000"));
  EXPECT_TRUE(create("FLOW999999", "one-too-many"));
}

TEST_F(FlowStore, ReplacingTheDraftClearsWhatIsLeftOut) {
  auto first = draft("one");
  first.description = "text";
  first.customer_encryption_key_arn = "arn:aws:kms:us-east-1:123456789012:key/k";
  ASSERT_TRUE(db->write(
      [&](WriteTxn& txn) { return create_flow(txn, caller, "FLOW000001", first, clock.now()); }));
  const auto created = find("FLOW000001").value();
  ASSERT_TRUE(prepare("FLOW000001"));
  clock.advance(5s);
  const auto flow =
      db->write([&](WriteTxn& txn) {
          return replace_draft(txn, caller, "FLOW000001", draft("two", std::nullopt), clock.now());
        }).value();
  EXPECT_EQ(flow.name, "two");
  EXPECT_EQ(flow.status, "NotPrepared");
  EXPECT_EQ(flow.description, std::nullopt);
  EXPECT_EQ(flow.customer_encryption_key_arn, std::nullopt);
  EXPECT_EQ(flow.definition_json, std::nullopt);
  EXPECT_EQ(flow.validations_json, std::nullopt);
  EXPECT_EQ(flow.created_at, created.created_at);
  EXPECT_EQ(flow.updated_at, created.created_at + 5s);
  EXPECT_NE(flow.revision, created.revision);
}

TEST_F(FlowStore, ADraftMayKeepItsNameButNotTakeAnother) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  ASSERT_TRUE(create("FLOW000002", "two"));
  const auto rename = [&](std::string id, std::string name) {
    return db->write(
        [&](WriteTxn& txn) { return replace_draft(txn, caller, id, draft(name), clock.now()); });
  };
  EXPECT_TRUE(rename("FLOW000001", "one"));
  EXPECT_EQ(rename("FLOW000001", "two").error().code, ErrorCode::kConflict);
  EXPECT_EQ(rename("FLOW000003", "three").error().code, ErrorCode::kResourceNotFound);
}

TEST_F(FlowStore, APreparationKeepsItsFindingsAndItsTime) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  const auto created = find("FLOW000001").value();
  clock.advance(5s);
  EXPECT_EQ(prepare("FLOW000001").value(), true);
  const auto prepared = find("FLOW000001").value();
  EXPECT_EQ(prepared.status, "Prepared");
  EXPECT_EQ(prepared.validations_json, "[]");
  EXPECT_EQ(prepared.updated_at, created.updated_at);
  EXPECT_EQ(prepare("FLOW000001", false).value(), true);
  EXPECT_EQ(find("FLOW000001").value().status, "Failed");
}

TEST_F(FlowStore, APreparationOfADraftThatWasReplacedChangesNothing) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  const auto before = find("FLOW000001").value();
  ASSERT_TRUE(db->write([&](WriteTxn& txn) {
    return replace_draft(txn, caller, "FLOW000001", draft("two"), clock.now());
  }));
  const auto finished = db->write([&](WriteTxn& txn) {
    return finish_preparation(txn, caller, "FLOW000001", before.revision, true, "[]");
  });
  EXPECT_EQ(finished.value(), false);
  EXPECT_EQ(find("FLOW000001").value().status, "NotPrepared");
}

TEST_F(FlowStore, AFlowWithAnAliasIsDeletedOnlyWithoutTheCheck) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  ASSERT_TRUE(db->write([&](WriteTxn& txn) {
    return create_flow_alias(txn, caller,
                             {.flow_id = "FLOW000001",
                              .id = "ALIAS00001",
                              .name = "live",
                              .flow_version = "DRAFT",
                              .created_at = clock.now(),
                              .updated_at = clock.now()});
  }));
  const auto refused = remove("FLOW000001");
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_EQ(refused.error().message,
            "Couldn't perform DeleteFlow operation. The resource that you specified is in use. "
            "Remove its aliases or set skipResourceInUseCheck to true.");
  EXPECT_TRUE(remove("FLOW000001", InUseCheck::kSkipped));
  EXPECT_EQ(remove("FLOW000001").error().code, ErrorCode::kResourceNotFound);
}

TEST_F(FlowStore, DeletingTakesVersionsAliasesAndTagsAlong) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  ASSERT_TRUE(prepare("FLOW000001"));
  ASSERT_TRUE(db->write([&](WriteTxn& txn) -> Result<void> {
    RETURN_IF_ERROR(put_tags(txn, caller, "flow/FLOW000001", {{"a", "1"}}));
    RETURN_IF_ERROR(put_tags(txn, caller, "flow/FLOW000001/alias/A", {{"a", "1"}}));
    RETURN_IF_ERROR(put_tags(txn, caller, "flow/FLOW000002", {{"a", "1"}}));
    RETURN_IF_ERROR(create_flow_version(txn, caller, "FLOW000001", std::nullopt, clock.now()));
    return delete_flow(txn, caller, "FLOW000001", InUseCheck::kOn);
  }));
  ASSERT_TRUE(create("FLOW000001", "one"));
  const auto left = db->read([&](ReadTxn& txn) -> Result<std::size_t> {
    ASSIGN_OR_RETURN(const auto versions,
                     list_flow_versions(txn, caller, "FLOW000001", std::nullopt, 10));
    return versions.size() + list_tags(txn, caller, "flow/FLOW000001").size() +
           list_tags(txn, caller, "flow/FLOW000001/alias/A").size() +
           static_cast<std::size_t>(count_aliases(txn, caller, "FLOW000001"));
  });
  EXPECT_EQ(left.value(), 0U);
  const auto others = db->read([&](ReadTxn& txn) -> Result<std::size_t> {
    return list_tags(txn, caller, "flow/FLOW000002").size();
  });
  EXPECT_EQ(others.value(), 1U);
}

TEST_F(FlowStore, ListsTheLatestCreatedFirstAndGoesOnAfterAKey) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  ASSERT_TRUE(create("FLOW000002", "two"));
  clock.advance(1s);
  ASSERT_TRUE(create("FLOW000003", "three"));
  EXPECT_THAT(listed(std::nullopt, 10), ElementsAre("FLOW000003", "FLOW000001", "FLOW000002"));
  EXPECT_THAT(listed(std::nullopt, 2), ElementsAre("FLOW000003", "FLOW000001"));
  const auto first = find("FLOW000001").value();
  EXPECT_THAT(listed(CreationKey{first.created_at, first.id}, 2), ElementsAre("FLOW000002"));
  EXPECT_THAT(listed(CreationKey{first.created_at, "FLOW000002"}, 2), ElementsAre());
}

TEST_F(FlowStore, AnUpdateLeavesTheListInItsOrder) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  clock.advance(1s);
  ASSERT_TRUE(create("FLOW000002", "two"));
  clock.advance(1s);
  ASSERT_TRUE(db->write([&](WriteTxn& txn) {
    return replace_draft(txn, caller, "FLOW000001", draft("changed"), clock.now());
  }));
  EXPECT_THAT(listed(std::nullopt, 10), ElementsAre("FLOW000002", "FLOW000001"));
}

TEST_F(FlowStore, AFlowThatIsDeletedMakesRoom) {
  const auto create_one = [&](const std::string& id) {
    return db
        ->write(
            [&](WriteTxn& txn) { return create_flow(txn, caller, id, draft(id), clock.now(), 2); })
        .has_value();
  };
  EXPECT_TRUE(create_one("FLOW000001"));
  EXPECT_TRUE(create_one("FLOW000002"));
  EXPECT_FALSE(create_one("FLOW000003"));
  ASSERT_TRUE(remove("FLOW000001"));
  EXPECT_TRUE(create_one("FLOW000003"));
  EXPECT_FALSE(create_one("FLOW000004"));
}

TEST_F(FlowStore, TheQuotaIsTheCallersOwn) {
  const auto create_with = [&](const std::string& id, std::size_t quota) {
    return db->write(
        [&](WriteTxn& txn) { return create_flow(txn, caller, id, draft(id), clock.now(), quota); });
  };
  ASSERT_TRUE(create_with("FLOW000001", 1));
  EXPECT_EQ(create_with("FLOW000002", 1).error().message,
            "Your request exceeds the quota of 1 flows per account.");
  EXPECT_TRUE(create_with("FLOW000002", 2));
}

}  // namespace
}  // namespace flows::store
