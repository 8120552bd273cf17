#include "store/prompt_version_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "store/prompt_store.h"
#include "store/store_fixture.h"

namespace flows::store {
namespace {

using base::ErrorCode;
using base::Result;
using ::testing::ElementsAre;

class PromptVersionStore : public ::testing::Test, public StoreFixture {
 protected:
  void SetUp() override {
    ASSERT_TRUE(db->write([&](WriteTxn& txn) {
      return create_prompt(txn, caller, "PROMPT0001",
                           {.name = "one", .description = "of the draft", .variants_json = "[1]"},
                           clock.now());
    }));
  }

  Result<model::Prompt> create_version(const std::string& id = "PROMPT0001") {
    return db->write([&](WriteTxn& txn) {
      return create_prompt_version(txn, caller, id, std::nullopt, clock.now());
    });
  }

  Result<model::Prompt> find_version(const std::string& version) {
    return db->read(
        [&](ReadTxn& txn) { return find_prompt_version(txn, caller, "PROMPT0001", version); });
  }

  Result<void> delete_version(const std::string& version) {
    return db->write(
        [&](WriteTxn& txn) { return delete_prompt_version(txn, caller, "PROMPT0001", version); });
  }

  std::vector<std::string> listed(std::optional<std::int64_t> below, int limit) {
    const auto versions = db->read([&](ReadTxn& txn) {
                              return list_prompt_versions(txn, caller, "PROMPT0001", below, limit);
                            }).value();
    std::vector<std::string> numbers;
    for (const auto& version : versions) numbers.push_back(version.version);
    return numbers;
  }
};

TEST_F(PromptVersionStore, AVersionIsWhatTheDraftWasButForItsDescription) {
  ASSERT_TRUE(create_version());
  ASSERT_TRUE(db->write([&](WriteTxn& txn) {
    return replace_prompt_draft(txn, caller, "PROMPT0001", {.name = "changed"}, clock.now());
  }));
  const auto version = find_version("1").value();
  EXPECT_EQ(version.version, "1");
  EXPECT_EQ(version.name, "one");
  EXPECT_EQ(version.description, std::nullopt);
  EXPECT_EQ(version.variants_json, "[1]");
  EXPECT_EQ(version.created_at, version.updated_at);
}

TEST_F(PromptVersionStore, ANumberIsNeverGivenTwice) {
  ASSERT_EQ(create_version()->version, "1");
  ASSERT_EQ(create_version()->version, "2");
  ASSERT_TRUE(delete_version("2"));
  EXPECT_EQ(delete_version("2").error().code, ErrorCode::kResourceNotFound);
  EXPECT_EQ(create_version()->version, "3");
  EXPECT_THAT(listed(std::nullopt, 10), ElementsAre("3", "1"));
  EXPECT_THAT(listed(std::nullopt, 1), ElementsAre("3"));
  EXPECT_THAT(listed(3, 10), ElementsAre("1"));
}

TEST_F(PromptVersionStore, WhatIsNoNumberOfAVersionIsUnknown) {
  ASSERT_TRUE(create_version());
  for (const auto* const version : {"DRAFT", "01", "0", "2", "99999", "-1", ""}) {
    EXPECT_EQ(find_version(version).error().code, ErrorCode::kResourceNotFound) << version;
  }
  EXPECT_EQ(create_version("PROMPT0009").error().code, ErrorCode::kResourceNotFound);
}

TEST_F(PromptVersionStore, TheEleventhExceedsTheQuota) {
  for (std::size_t at = 0; at < base::limits::kVersionsPerPromptMax; ++at) {
    ASSERT_TRUE(create_version());
  }
  EXPECT_EQ(create_version().error().message,
            "Your request exceeds the quota of 10 versions per prompt.");
  ASSERT_TRUE(delete_version("4"));
  EXPECT_TRUE(create_version());
}

}  // namespace
}  // namespace flows::store
