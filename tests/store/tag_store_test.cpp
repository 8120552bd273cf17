#include "store/tag_store.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "store/store_fixture.h"

namespace flows::store {
namespace {

using base::ErrorCode;
using base::Result;
using ::testing::ElementsAre;

class TagStore : public ::testing::Test, public StoreFixture {
 protected:
  Result<void> put(const std::string& resource, const std::vector<Tag>& tags) {
    return db->write([&](WriteTxn& txn) { return put_tags(txn, caller, resource, tags); });
  }

  std::vector<Tag> tags_of(const std::string& resource) {
    return db
        ->read([&](ReadTxn& txn) -> Result<std::vector<Tag>> {
          return list_tags(txn, caller, resource);
        })
        .value();
  }
};

TEST_F(TagStore, ALaterValueReplacesAnEarlierOne) {
  ASSERT_TRUE(put("flow/F", {{"b", "1"}, {"a", "2"}}));
  ASSERT_TRUE(put("flow/F", {{"b", "3"}}));
  EXPECT_THAT(tags_of("flow/F"), ElementsAre(Tag{"a", "2"}, Tag{"b", "3"}));
}

TEST_F(TagStore, RemovesTagsByNameOnceAndAgain) {
  ASSERT_TRUE(put("flow/F", {{"a", "1"}, {"b", "2"}}));
  ASSERT_TRUE(put("flow/E", {{"a", "1"}}));
  for (int turn = 0; turn < 2; ++turn) {
    ASSERT_TRUE(db->write([&](WriteTxn& txn) -> Result<void> {
      remove_tags(txn, caller, "flow/F", {"a", "none"});
      return {};
    }));
    EXPECT_THAT(tags_of("flow/F"), ElementsAre(Tag{"b", "2"}));
  }
  EXPECT_EQ(tags_of("flow/E").size(), 1U);
}

TEST_F(TagStore, MoreThanTwoHundredExceedTheQuotaAndAreNotKept) {
  std::vector<Tag> tags;
  for (std::size_t at = 0; at < base::limits::kTagsPerResourceMax; ++at) {
    tags.push_back({fmt::format("tag-{}", at), ""});
  }
  ASSERT_TRUE(put("flow/F", tags));
  const auto refused = put("flow/F", {{"one-too-many", ""}});
  EXPECT_EQ(refused.error().code, ErrorCode::kServiceQuotaExceeded);
  EXPECT_EQ(tags_of("flow/F").size(), base::limits::kTagsPerResourceMax);
}

TEST_F(TagStore, DeletesWhatIsInsideAResourceAndNothingBesideIt) {
  for (const auto* const resource :
       {"flow/F", "flow/F/alias/A", "flow/F1", "flow/E", "flow/F1/version/1", "flow/F:1"}) {
    ASSERT_TRUE(put(resource, {{"a", "1"}}));
  }
  ASSERT_TRUE(db->write([&](WriteTxn& txn) -> Result<void> {
    delete_tags_under(txn, caller, "flow/F");
    return {};
  }));
  EXPECT_TRUE(tags_of("flow/F").empty());
  EXPECT_TRUE(tags_of("flow/F/alias/A").empty());
  EXPECT_TRUE(tags_of("flow/F:1").empty());
  EXPECT_EQ(tags_of("flow/F1/version/1").size(), 1U);
  EXPECT_EQ(tags_of("flow/F1").size(), 1U);
  EXPECT_EQ(tags_of("flow/E").size(), 1U);
}

}  // namespace
}  // namespace flows::store
