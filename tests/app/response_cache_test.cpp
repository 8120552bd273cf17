#include "app/response_cache.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace flows::app {
namespace {

const base::Caller kCaller{.account = "123456789012", .region = "us-east-1"};

ResponseCache::Entry entry(std::string body) {
  wire::Response response;
  response.body = std::move(body);
  return {.call = {}, .response = std::make_shared<const wire::Response>(std::move(response))};
}

TEST(ResponseCache, GivesWhatTheSameCallerAskedAtTheSameCount) {
  ResponseCache cache;
  cache.put("/a", kCaller, 7, entry("one"));
  const auto* const found = cache.find("/a", kCaller, 7);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->response->body, "one");
  EXPECT_EQ(cache.find("/b", kCaller, 7), nullptr);
  EXPECT_EQ(cache.find("/a", {.account = "123456789012", .region = "eu-west-1"}, 7), nullptr);
  EXPECT_EQ(cache.find("/a", {.account = "210987654321", .region = "us-east-1"}, 7), nullptr);
  EXPECT_EQ(cache.find("/a", kCaller, 8), nullptr);
}

TEST(ResponseCache, ForgetsWhatIsOfAnotherCount) {
  ResponseCache cache;
  cache.put("/a", kCaller, 7, entry("one"));
  cache.put("/b", kCaller, 8, entry("two"));
  EXPECT_EQ(cache.find("/a", kCaller, 8), nullptr);
  EXPECT_NE(cache.find("/b", kCaller, 8), nullptr);
}

TEST(ResponseCache, HoldsNoMoreThanItsLimits) {
  ResponseCache cache;
  const auto target = [](std::size_t at) { return "/" + std::to_string(at); };
  for (std::size_t at = 0; at < base::limits::kCachedResponsesMax; ++at) {
    cache.put(target(at), kCaller, 1, entry("x"));
  }
  EXPECT_NE(cache.find(target(0), kCaller, 1), nullptr);
  cache.put("/more", kCaller, 1, entry("x"));
  EXPECT_EQ(cache.find(target(0), kCaller, 1), nullptr);
  EXPECT_NE(cache.find("/more", kCaller, 1), nullptr);

  const std::string large(base::limits::kCachedResponseBytesMax - 100, 'x');
  cache.put("/large", kCaller, 1, entry(large));
  EXPECT_NE(cache.find("/large", kCaller, 1), nullptr);
  cache.put("/other", kCaller, 1, entry(std::string(100, 'x')));
  EXPECT_EQ(cache.find("/large", kCaller, 1), nullptr);
  cache.put("/too large", kCaller, 1, entry(large + std::string(100, 'x')));
  EXPECT_EQ(cache.find("/too large", kCaller, 1), nullptr);
  EXPECT_NE(cache.find("/other", kCaller, 1), nullptr);
}

}  // namespace
}  // namespace flows::app
