#include "store/invocation_store.h"

#include <gtest/gtest.h>

#include "store/flow_alias_store.h"
#include "store/flow_version_store.h"
#include "store/store_fixture.h"

namespace flows::store {
namespace {

using base::ErrorCode;
using base::Result;

class ResolveInvocation : public ::testing::Test, public StoreFixture {
 protected:
  Result<InvocationTarget> resolve(const std::string& alias_id,
                                   StaleDraft stale = StaleDraft::kRefused) {
    return db->read([&](ReadTxn& txn) {
      return resolve_invocation(txn, caller, "FLOW000001", alias_id, stale);
    });
  }

  Result<void> route(const std::string& alias_id, const std::string& version) {
    return db->write([&](WriteTxn& txn) {
      return create_flow_alias(txn, caller,
                               {.flow_id = "FLOW000001",
                                .id = alias_id,
                                .name = alias_id,
                                .flow_version = version,
                                .concurrency_json = R"({"type":"Automatic"})",
                                .created_at = clock.now(),
                                .updated_at = clock.now()});
    });
  }

  void replace(const std::string& definition) {
    ASSERT_TRUE(db->write([&](WriteTxn& txn) {
      return replace_draft(txn, caller, "FLOW000001", draft("one", definition), clock.now());
    }));
  }
};

TEST_F(ResolveInvocation, AnUnknownFlowOrAliasIsResourceNotFound) {
  EXPECT_EQ(resolve("TSTALIASID").error().code, ErrorCode::kResourceNotFound);
  ASSERT_TRUE(create("FLOW000001", "one"));
  EXPECT_EQ(resolve("ALIAS00001").error().code, ErrorCode::kResourceNotFound);
}

TEST_F(ResolveInvocation, ADraftThatWasNeverPreparedIsAConflict) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  for (const StaleDraft stale : {StaleDraft::kRefused, StaleDraft::kRun}) {
    const auto refused = resolve("TSTALIASID", stale);
    EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
    EXPECT_EQ(refused.error().message, "The flow alias is not in prepared state");
  }
  ASSERT_TRUE(prepare("FLOW000001", false));
  EXPECT_EQ(resolve("TSTALIASID").error().code, ErrorCode::kConflict);
  EXPECT_EQ(resolve("TSTALIASID", StaleDraft::kRun).error().code, ErrorCode::kConflict);
}

TEST_F(ResolveInvocation, TheTestAliasRunsThePreparedDraft) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  ASSERT_TRUE(prepare("FLOW000001"));
  const auto first = resolve("TSTALIASID").value();
  EXPECT_EQ(first.flow_id, "FLOW000001");
  EXPECT_EQ(first.alias_id, "TSTALIASID");
  EXPECT_EQ(first.version, "DRAFT");
  EXPECT_EQ(first.definition_json, R"({"n":1})");
  EXPECT_EQ(first.execution_role_arn, "arn:aws:iam::123456789012:role/r");

  replace(R"({"n":2})");
  ASSERT_TRUE(prepare("FLOW000001"));
  EXPECT_EQ(resolve("TSTALIASID").value().definition_json, R"({"n":2})");
  EXPECT_NE(resolve("TSTALIASID").value().revision, first.revision);
}

TEST_F(ResolveInvocation, ADraftThatChangedOrFailedSinceItWasPreparedIsAConflict) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  ASSERT_TRUE(prepare("FLOW000001"));
  ASSERT_TRUE(route("ALIAS00001", "DRAFT"));
  const auto before = resolve("TSTALIASID").value();
  replace(R"({"n":2})");
  const auto refuse_both = [&] {
    for (const char* alias : {"TSTALIASID", "ALIAS00001"}) {
      const auto refused = resolve(alias);
      ASSERT_FALSE(refused) << alias;
      EXPECT_EQ(refused.error().message, "The flow alias is not in prepared state") << alias;
      const auto stale = resolve(alias, StaleDraft::kRun).value();
      EXPECT_EQ(stale.definition_json, before.definition_json) << alias;
      EXPECT_EQ(stale.revision, before.revision) << alias;
    }
  };
  refuse_both();
  ASSERT_TRUE(prepare("FLOW000001", false));
  refuse_both();
}

TEST_F(ResolveInvocation, AnAliasRunsItsVersion) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  ASSERT_TRUE(prepare("FLOW000001"));
  ASSERT_TRUE(db->write([&](WriteTxn& txn) {
    return create_flow_version(txn, caller, "FLOW000001", std::nullopt, clock.now());
  }));
  ASSERT_TRUE(route("ALIAS00001", "1"));
  ASSERT_TRUE(route("ALIAS00002", "DRAFT"));
  const auto prepared_draft = resolve("ALIAS00002").value();
  const auto version = resolve("ALIAS00001").value();
  EXPECT_EQ(version.version, "1");
  EXPECT_EQ(version.revision, prepared_draft.revision);  // the same text
  EXPECT_EQ(version.concurrency_json, R"({"type":"Automatic"})");
  replace(R"({"n":2})");
  EXPECT_EQ(resolve("ALIAS00001").value().definition_json, R"({"n":1})");
  ASSERT_TRUE(prepare("FLOW000001"));
  EXPECT_EQ(resolve("ALIAS00001").value().definition_json, R"({"n":1})");
  EXPECT_EQ(resolve("ALIAS00002").value().definition_json, R"({"n":2})");
}

TEST_F(ResolveInvocation, AVersionThatWasDeletedIsResourceNotFound) {
  ASSERT_TRUE(create("FLOW000001", "one"));
  ASSERT_TRUE(prepare("FLOW000001"));
  ASSERT_TRUE(db->write([&](WriteTxn& txn) {
    return create_flow_version(txn, caller, "FLOW000001", std::nullopt, clock.now());
  }));
  ASSERT_TRUE(route("ALIAS00001", "1"));
  ASSERT_TRUE(db->write([&](WriteTxn& txn) -> Result<void> {
    txn.change("DELETE FROM flow_version").run();
    return {};
  }));
  EXPECT_EQ(resolve("ALIAS00001").error().code, ErrorCode::kResourceNotFound);
}

}  // namespace
}  // namespace flows::store
