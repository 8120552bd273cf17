// These tests check the routes of objects, as the router calls them.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/limits.h"
#include "local/local_routes.h"

namespace flows::local {
namespace {

using ::testing::HasSubstr;

class BucketRoutes : public LocalRoutes {
 protected:
  wire::Response object(const std::string& method, const std::string& key,
                        const std::string& body = {}, const std::string& query = {}) {
    return call_labeled(method, "/_local/buckets/{bucket}/{key+}",
                        {{"bucket", "letters"}, {"key", key}},
                        "/_local/buckets/letters/" + key + query, body);
  }

  wire::Response list(const std::string& query = {}, const std::string& bucket = "letters") {
    return call_labeled("GET", "/_local/buckets/{bucket}", {{"bucket", bucket}},
                        "/_local/buckets/" + bucket + query);
  }
};

TEST_F(BucketRoutes, AnObjectIsStoredReplacedAndDeleted) {
  EXPECT_EQ(object("GET", "a/b").status, 404);
  EXPECT_EQ(object("GET", "a/b").body,
            R"({"message":"The bucket 'letters' has no object 'a/b'."})");
  EXPECT_EQ(object("PUT", "a/b", "one").status, 204);
  EXPECT_EQ(object("PUT", "a/b", "two").status, 204);
  const auto found = object("GET", "a/b");
  EXPECT_EQ(found.status, 200);
  EXPECT_EQ(found.body, "two");
  ASSERT_EQ(found.headers.size(), 1U);
  EXPECT_EQ(found.headers[0], (wire::Header{"Content-Type", "application/octet-stream"}));
  EXPECT_EQ(object("DELETE", "a/b").status, 204);
  EXPECT_EQ(object("DELETE", "a/b").status, 404);
  EXPECT_EQ(object("GET", "a/b").status, 404);
}

TEST_F(BucketRoutes, AnyBytesAreStoredAsTheyAreSent) {
  const std::string bytes("\0\xFF{}\r\n", 6);
  EXPECT_EQ(object("PUT", "k", bytes).status, 204);
  EXPECT_EQ(object("GET", "k").body, bytes);
  EXPECT_EQ(object("PUT", "k").status, 204);
  EXPECT_EQ(object("GET", "k").body, "");
}

TEST_F(BucketRoutes, AListSaysKeySizeAndTime) {
  EXPECT_EQ(list().body, R"({"bucket":"letters","objects":[]})");
  object("PUT", "a", "12345");
  object("PUT", "b", "");
  EXPECT_EQ(list("?limit=1").body,
            R"({"bucket":"letters","objects":[{"key":"a","size":5,)"
            R"("lastModified":"2026-08-01T00:00:00.000000000Z"}],"nextAfter":"a"})");
  EXPECT_EQ(list("?after=a&prefix=b").body,
            R"({"bucket":"letters","objects":[{"key":"b","size":0,)"
            R"("lastModified":"2026-08-01T00:00:00.000000000Z"}]})");
  EXPECT_EQ(list("", "other").body, R"({"bucket":"other","objects":[]})");
}

TEST_F(BucketRoutes, AListHasAtMostAThousandObjects) {
  for (std::size_t at = 0; at <= base::limits::kObjectsListedMax; ++at) {
    object("PUT", fmt::format("{:04}", at));
  }
  const auto first = base::parse_json(list().body).value();
  EXPECT_EQ(first["objects"].size(), base::limits::kObjectsListedMax);
  EXPECT_EQ(first["nextAfter"], "0999");
  const auto second = base::parse_json(list("?after=0999").body).value();
  EXPECT_EQ(second["objects"].size(), 1U);
  EXPECT_FALSE(second.contains("nextAfter"));
  EXPECT_EQ(list("?limit=1001").status, 400);
}

TEST_F(BucketRoutes, WhatS3WouldNotTakeIsRefused) {
  EXPECT_EQ(object("PUT", std::string(base::limits::kObjectKeyBytesMax + 1, 'k')).status, 400);
  EXPECT_THAT(list("", "Letters").body, HasSubstr("The name of a bucket has 3 to 63"));
  EXPECT_EQ(list("", "Letters").status, 400);
  EXPECT_EQ(object("PUT", "a", "x", "?versionId=1").status, 400);
  EXPECT_EQ(object("GET", "a").status, 404);
  for (const auto* const query : {"?limit=0", "?limit=x", "?prefix=a&prefix=b", "?marker=a"}) {
    EXPECT_EQ(list(query).status, 400) << query;
  }
}

TEST_F(BucketRoutes, WhatFindsNoRoomIsRefused) {
  local_.services.object_limits = {.object_bytes = 4, .objects = 2, .bytes = 6};
  const auto large = object("PUT", "a", "12345");
  EXPECT_EQ(large.status, 400);
  EXPECT_EQ(large.body, R"({"message":"An object has at most 4 bytes; this one has 5."})");
  EXPECT_EQ(object("PUT", "a", "1234").status, 204);
  EXPECT_EQ(object("PUT", "b", "123").status, 409);
  EXPECT_THAT(object("PUT", "b", "123").body, HasSubstr("at most 6 bytes together"));
  EXPECT_EQ(object("PUT", "b", "12").status, 204);
  EXPECT_EQ(object("PUT", "c").status, 409);
  EXPECT_THAT(object("PUT", "c").body, HasSubstr("at most 2 objects"));
  EXPECT_EQ(object("DELETE", "a").status, 204);
  EXPECT_EQ(object("PUT", "c", "1234").status, 204);
}

TEST_F(BucketRoutes, ObjectsArePartOfTheState) {
  object("PUT", "a", "\xFF");
  const std::string document = call("GET", "/_local/state").body;
  call_labeled("POST", "/_local/snapshots/{name}", {{"name", "one"}}, "/_local/snapshots/one");
  call("POST", "/_local/reset");
  EXPECT_EQ(object("GET", "a").status, 404);
  EXPECT_EQ(call("PUT", "/_local/state", document).status, 204);
  EXPECT_EQ(object("GET", "a").body, "\xFF");
  object("PUT", "a", "changed");
  EXPECT_EQ(call_labeled("POST", "/_local/snapshots/{name}/load", {{"name", "one"}},
                         "/_local/snapshots/one/load")
                .status,
            204);
  EXPECT_EQ(object("GET", "a").body, "\xFF");
}

}  // namespace
}  // namespace flows::local
