#include "store/prompt_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "store/prompt_version_store.h"
#include "store/store_fixture.h"
#include "store/tag_store.h"

namespace flows::store {
namespace {

using base::ErrorCode;
using base::Result;
using base::limits::kPromptsPerAccountMax;
using std::chrono_literals::operator""s;
using ::testing::ElementsAre;

class PromptStore : public ::testing::Test, public StoreFixture {
 protected:
  Result<model::Prompt> create_prompt_named(const std::string& id, const std::string& name,
                                            std::size_t quota = kPromptsPerAccountMax) {
    return db->write([&](WriteTxn& txn) {
      return create_prompt(txn, caller, id, {.name = name, .variants_json = "[1]"}, clock.now(),
                           quota);
    });
  }

  Result<model::Prompt> find_draft(const std::string& id, const base::Caller& of,
                                   Parts parts = Parts::kAll) {
    return db->read([&](ReadTxn& txn) { return find_prompt(txn, of, id, parts); });
  }

  std::vector<std::string> listed(std::optional<CreationKey> after, int limit) {
    const auto prompts =
        db->read([&](ReadTxn& txn) { return list_prompts(txn, caller, after, limit); }).value();
    std::vector<std::string> ids;
    for (const auto& prompt : prompts) ids.push_back(prompt.id);
    return ids;
  }
};

TEST_F(PromptStore, KeepsADraftInItsAccountAndRegion) {
  ASSERT_TRUE(create_prompt_named("PROMPT0001", "one"));
  const auto prompt = find_draft("PROMPT0001", caller).value();
  EXPECT_EQ(prompt.version, "DRAFT");
  EXPECT_EQ(prompt.name, "one");
  EXPECT_EQ(prompt.variants_json, "[1]");
  EXPECT_EQ(prompt.created_at, clock.now());
  EXPECT_EQ(find_draft("PROMPT0001", caller, Parts::kMetadata)->variants_json, std::nullopt);
  for (const base::Caller& other :
       {base::Caller{"210987654321", "us-east-1"}, base::Caller{"123456789012", "eu-west-1"}}) {
    EXPECT_EQ(find_draft("PROMPT0001", other).error().code, ErrorCode::kResourceNotFound);
  }
}

TEST_F(PromptStore, NamesAndIdentifiersAreUnique) {
  ASSERT_TRUE(create_prompt_named("PROMPT0001", "one"));
  EXPECT_EQ(create_prompt_named("PROMPT0002", "one").error().message,
            "Cannot create a new prompt as a prompt with the same name already exists.");
  EXPECT_EQ(create_prompt_named("PROMPT0001", "two").error().code, ErrorCode::kConflict);
}

TEST_F(PromptStore, ThePromptAfterTheFiveHundredthExceedsTheQuota) {
  for (std::size_t at = 0; at < kPromptsPerAccountMax; ++at) {
    ASSERT_TRUE(create_prompt_named("ID" + std::to_string(at), "name-" + std::to_string(at)));
  }
  const auto refused = create_prompt_named("PROMPT0001", "one");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kServiceQuotaExceeded);
}

TEST_F(PromptStore, TheQuotaCountsPrompts) {
  ASSERT_TRUE(create_prompt_named("PROMPT0001", "one", 1));
  EXPECT_EQ(create_prompt_named("PROMPT0002", "two", 1).error().message,
            "Your request exceeds the quota of 1 prompts per account.");
  EXPECT_TRUE(create_prompt_named("PROMPT0002", "two", 2));
}

TEST_F(PromptStore, AReplacementClearsWhatItLacks) {
  ASSERT_TRUE(create_prompt_named("PROMPT0001", "one"));
  ASSERT_TRUE(create_prompt_named("PROMPT0002", "two"));
  clock.advance(1s);
  const auto replace = [&](const std::string& id, const std::string& name) {
    return db->write([&](WriteTxn& txn) {
      return replace_prompt_draft(txn, caller, id, {.name = name}, clock.now());
    });
  };
  const auto replaced = replace("PROMPT0001", "changed").value();
  EXPECT_EQ(replaced.name, "changed");
  EXPECT_EQ(replaced.variants_json, std::nullopt);
  EXPECT_EQ(replaced.updated_at, replaced.created_at + 1s);
  EXPECT_EQ(replace("PROMPT0001", "two").error().code, ErrorCode::kConflict);
  EXPECT_EQ(replace("PROMPT0009", "three").error().code, ErrorCode::kResourceNotFound);
}

TEST_F(PromptStore, DeletingTakesVersionsAndTagsAlong) {
  ASSERT_TRUE(create_prompt_named("PROMPT0001", "one"));
  ASSERT_TRUE(db->write([&](WriteTxn& txn) -> Result<void> {
    RETURN_IF_ERROR(create_prompt_version(txn, caller, "PROMPT0001", std::nullopt, clock.now()));
    RETURN_IF_ERROR(put_tags(txn, caller, "prompt/PROMPT0001", {{"a", "1"}}));
    RETURN_IF_ERROR(put_tags(txn, caller, "prompt/PROMPT0001:1", {{"a", "1"}}));
    return delete_prompt(txn, caller, "PROMPT0001");
  }));
  EXPECT_EQ(find_draft("PROMPT0001", caller).error().code, ErrorCode::kResourceNotFound);
  ASSERT_TRUE(create_prompt_named("PROMPT0001", "one"));
  const auto left = db->read([&](ReadTxn& txn) -> Result<std::size_t> {
    ASSIGN_OR_RETURN(const auto versions,
                     list_prompt_versions(txn, caller, "PROMPT0001", std::nullopt, 10));
    return versions.size() + list_tags(txn, caller, "prompt/PROMPT0001").size() +
           list_tags(txn, caller, "prompt/PROMPT0001:1").size();
  });
  EXPECT_EQ(left.value(), 0U);
}

TEST_F(PromptStore, ListsTheLatestCreatedFirstAndGoesOnAfterAKey) {
  ASSERT_TRUE(create_prompt_named("PROMPT0001", "one"));
  ASSERT_TRUE(create_prompt_named("PROMPT0002", "two"));
  clock.advance(1s);
  ASSERT_TRUE(create_prompt_named("PROMPT0003", "three"));
  EXPECT_THAT(listed(std::nullopt, 10), ElementsAre("PROMPT0003", "PROMPT0001", "PROMPT0002"));
  EXPECT_THAT(listed(CreationKey{clock.now() - 1s, "PROMPT0001"}, 10), ElementsAre("PROMPT0002"));
}

}  // namespace
}  // namespace flows::store
