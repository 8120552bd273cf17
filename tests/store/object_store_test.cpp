#include "store/object_store.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "store/reset_store.h"
#include "store/store_fixture.h"

namespace flows::store {
namespace {

using base::ErrorCode;
using base::Result;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ObjectStore : public ::testing::Test, public StoreFixture {
 protected:
  void put(const std::string& key, const std::string& content = "x") {
    ASSERT_EQ(refusal_of(key, content, {}), "");
  }

  // What put_object says; empty: it has stored the object.
  std::string refusal_of(const std::string& key, const std::string& content,
                         const ObjectLimits& limits, const std::string& bucket = "letters") {
    const auto written = db->write([&](WriteTxn& txn) -> Result<void> {
      return put_object(txn, {.bucket = bucket, .key = key}, content, clock.now(), limits);
    });
    return written ? "" : written.error().message;
  }

  bool remove(const std::string& key) {
    return db
        ->write([&](WriteTxn& txn) -> Result<bool> {
          return delete_object(txn, {.bucket = "letters", .key = key});
        })
        .value();
  }

  ObjectList list(const ObjectFilter& filter, const std::string& bucket = "letters") {
    return db
        ->read(
            [&](ReadTxn& txn) -> Result<ObjectList> { return list_objects(txn, bucket, filter); })
        .value();
  }

  std::vector<std::string> keys(const ObjectFilter& filter) {
    std::vector<std::string> found;
    for (const ObjectInfo& object : list(filter).objects) found.push_back(object.key);
    return found;
  }
};

TEST_F(ObjectStore, AListSaysSizesAndTimes) {
  put("a", std::string("\0\xFF", 2));
  clock.advance(std::chrono::seconds(5));
  put("b", "ü");
  put("empty", "");
  const ObjectList found = list({.limit = 10});
  ASSERT_EQ(found.objects.size(), 3U);
  EXPECT_TRUE(found.is_complete);
  EXPECT_EQ(found.objects[0].bytes, 2);
  EXPECT_EQ(found.objects[1].bytes, 2);
  EXPECT_EQ(found.objects[2].bytes, 0);
  EXPECT_EQ(found.objects[1].stored_at - found.objects[0].stored_at, std::chrono::seconds(5));
  EXPECT_THAT(list({.limit = 10}, "other").objects, IsEmpty());
}

TEST_F(ObjectStore, AListIsOfAPrefixAndComesInPages) {
  for (const char* const key : {"b/2", "a", "b/10", "b/1", "b0", "b", "c"}) put(key);
  EXPECT_THAT(keys({.prefix = "b/", .limit = 10}), ElementsAre("b/1", "b/10", "b/2"));
  EXPECT_THAT(keys({.prefix = "b/", .after = "b/1", .limit = 10}), ElementsAre("b/10", "b/2"));
  EXPECT_THAT(keys({.prefix = "b/", .after = "a", .limit = 2}), ElementsAre("b/1", "b/10"));
  EXPECT_THAT(keys({.after = "b0", .limit = 10}), ElementsAre("c"));
  EXPECT_THAT(keys({.prefix = "x", .limit = 10}), IsEmpty());
  EXPECT_FALSE(list({.prefix = "b/", .limit = 2}).is_complete);
  EXPECT_TRUE(list({.prefix = "b/", .limit = 3}).is_complete);
}

TEST_F(ObjectStore, AnObjectIsDeletedOnce) {
  put("a");
  EXPECT_TRUE(remove("a"));
  EXPECT_FALSE(remove("a"));
  EXPECT_THAT(keys({.limit = 10}), IsEmpty());
}

TEST_F(ObjectStore, AllObjectsTogetherHaveALimitOfBytes) {
  const ObjectLimits limits{.bytes = 10};
  const std::string refusal =
      "The objects of all buckets have at most 10 bytes together; with this they would have 11. "
      "Delete some.";
  EXPECT_EQ(refusal_of("a", "1234", limits), "");
  EXPECT_EQ(refusal_of("a", "123456", limits, "other"), "");
  EXPECT_EQ(refusal_of("b", "1", limits), refusal);
  // What replaces an object counts without it; what was refused has changed nothing.
  EXPECT_EQ(refusal_of("a", "12345", limits), refusal);
  EXPECT_EQ(list({.limit = 10}).objects[0].bytes, 4);
  EXPECT_EQ(refusal_of("a", "4321", limits), "");
  EXPECT_EQ(refusal_of("a", "12", limits), "");
  EXPECT_EQ(refusal_of("b", "12", limits), "");
  EXPECT_EQ(refusal_of("b", "123", limits), refusal);
  EXPECT_TRUE(remove("a"));
  EXPECT_EQ(refusal_of("b", "1234", limits), "");
  EXPECT_TRUE(db->write([](WriteTxn& txn) -> Result<void> {
    delete_everything(txn);
    return {};
  }));
  EXPECT_EQ(refusal_of("a", "1234567890", limits), "");
  EXPECT_EQ(refusal_of("b", "1", limits), refusal);
  EXPECT_EQ(ObjectLimits{}.bytes, base::limits::kObjectsBytesMax);
}

TEST_F(ObjectStore, OneObjectHasALimitOfBytes) {
  std::string content(base::limits::kObjectBytesMax, 'x');
  EXPECT_EQ(refusal_of("a", content, {}), "");
  content += 'x';
  EXPECT_EQ(refusal_of("b", content, {}),
            "An object has at most 16777216 bytes; this one has 16777217.");
  EXPECT_THAT(keys({.limit = 10}), ElementsAre("a"));
}

TEST_F(ObjectStore, TheNumberOfObjectsHasALimit) {
  ASSERT_TRUE(db->write([](WriteTxn& txn) -> Result<void> {
    txn.apply(
        "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)"
        " INSERT INTO object (bucket, key, stored_at, content)"
        " SELECT 'letters', n, 0, x'' FROM number",
        static_cast<std::int64_t>(base::limits::kObjectsMax));
    return {};
  }));
  const std::string refusal = "All buckets together hold at most 100000 objects. Delete some.";
  EXPECT_EQ(refusal_of("a", "", {}), refusal);
  EXPECT_EQ(refusal_of("a", "", {}, "other"), refusal);
  EXPECT_EQ(refusal_of("1", "anew", {}), "");
  EXPECT_TRUE(remove("2"));
  EXPECT_EQ(refusal_of("a", "", {}), "");
  EXPECT_EQ(refusal_of("b", "", {}), refusal);
}

TEST(ObjectName, BucketsAreNamedAsInS3) {
  for (const char* const name : {"abc", "my-bucket", "my.bucket.1", "1.2.3", "192.168.5.x"}) {
    EXPECT_TRUE(check_bucket(name)) << name;
  }
  EXPECT_TRUE(check_bucket(std::string(63, 'b')));
  for (const char* const name :
       {"", "ab", "Abc", "a_b", "-ab", "ab-", ".ab", "a..b", "192.168.5.4", "äbc", "a/b", "a b"}) {
    EXPECT_EQ(check_bucket(name).error().code, ErrorCode::kValidation) << name;
  }
  EXPECT_FALSE(check_bucket(std::string(64, 'b')));
}

TEST(ObjectName, KeysAreShortUtf8) {
  const auto fault = [](std::string key) {
    const auto checked = check_object_name({.bucket = "letters", .key = std::move(key)});
    return checked ? "nothing is wrong with it" : checked.error().message;
  };
  EXPECT_EQ(fault(std::string(base::limits::kObjectKeyBytesMax, 'k')), "nothing is wrong with it");
  EXPECT_EQ(fault("ä /\n"), "nothing is wrong with it");
  EXPECT_THAT(fault(std::string(base::limits::kObjectKeyBytesMax - 1, 'k') + "ä"),
              HasSubstr("at most 1024 bytes of UTF-8; this one has 1025"));
  EXPECT_THAT(fault(""), HasSubstr("is not empty"));
  EXPECT_THAT(fault(std::string("a\0b", 3)), HasSubstr("without zero bytes"));
  EXPECT_THAT(fault("\xFF"), HasSubstr("is UTF-8"));
  EXPECT_FALSE(check_object_name({.bucket = "", .key = "a"}));
}

}  // namespace
}  // namespace flows::store
