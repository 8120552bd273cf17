#include "app/answer_cache.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace flows::app {
namespace {

const base::Caller kCaller{.account = "123456789012", .region = "us-east-1"};

AnswerCache::Kept answer(std::string body) {
  wire::Response response;
  response.body = std::move(body);
  return {.call = {}, .response = std::make_shared<const wire::Response>(std::move(response))};
}

TEST(AnswerCache, GivesWhatTheSameCallerAskedAtTheSameCount) {
  AnswerCache cache;
  cache.keep("/a", kCaller, 7, answer("one"));
  const auto* const kept = cache.find("/a", kCaller, 7);
  ASSERT_NE(kept, nullptr);
  EXPECT_EQ(kept->response->body, "one");
  EXPECT_EQ(cache.find("/b", kCaller, 7), nullptr);
  EXPECT_EQ(cache.find("/a", {.account = "123456789012", .region = "eu-west-1"}, 7), nullptr);
  EXPECT_EQ(cache.find("/a", {.account = "210987654321", .region = "us-east-1"}, 7), nullptr);
  EXPECT_EQ(cache.find("/a", kCaller, 8), nullptr);
}

TEST(AnswerCache, ForgetsWhatIsOfAnotherCount) {
  AnswerCache cache;
  cache.keep("/a", kCaller, 7, answer("one"));
  cache.keep("/b", kCaller, 8, answer("two"));
  EXPECT_EQ(cache.find("/a", kCaller, 8), nullptr);
  EXPECT_NE(cache.find("/b", kCaller, 8), nullptr);
}

TEST(AnswerCache, HoldsNoMoreThanItsLimits) {
  AnswerCache cache;
  const auto target = [](std::size_t at) { return "/" + std::to_string(at); };
  for (std::size_t at = 0; at < base::limits::kAnswersKeptMax; ++at) {
    cache.keep(target(at), kCaller, 1, answer("x"));
  }
  EXPECT_NE(cache.find(target(0), kCaller, 1), nullptr);
  cache.keep("/more", kCaller, 1, answer("x"));
  EXPECT_EQ(cache.find(target(0), kCaller, 1), nullptr);
  EXPECT_NE(cache.find("/more", kCaller, 1), nullptr);

  const std::string large(base::limits::kAnswerBytesKeptMax - 100, 'x');
  cache.keep("/large", kCaller, 1, answer(large));
  EXPECT_NE(cache.find("/large", kCaller, 1), nullptr);
  cache.keep("/other", kCaller, 1, answer(std::string(100, 'x')));
  EXPECT_EQ(cache.find("/large", kCaller, 1), nullptr);
  cache.keep("/too large", kCaller, 1, answer(large + std::string(100, 'x')));
  EXPECT_EQ(cache.find("/too large", kCaller, 1), nullptr);
  EXPECT_NE(cache.find("/other", kCaller, 1), nullptr);
}

TEST(AnswerCache, KeepsTheBodyOfALongAnswerInAFileOnceItIsAskedForAgain) {
  AnswerCache cache;
  cache.keep("/short", kCaller, 1, answer("x"));
  EXPECT_EQ(cache.find("/short", kCaller, 1)->body, nullptr);
  const std::string body(100'000, 'x');
  cache.keep("/long", kCaller, 1, answer(body));
  const auto file = cache.find("/long", kCaller, 1)->body;
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(file->size(), body.size());
  EXPECT_EQ(cache.find("/long", kCaller, 1)->body, file);
}

TEST(AnswerCache, OpensNoMoreFilesThanItsLimit) {
  AnswerCache cache;
  const auto find_in_file = [&](std::size_t at, std::uint64_t commits) {
    const std::string target = "/" + std::to_string(at);
    cache.keep(target, kCaller, commits, answer(std::string(40'000, 'x')));
    return cache.find(target, kCaller, commits)->body;
  };
  for (std::size_t at = 0; at < base::limits::kBodyFilesMax; ++at) {
    EXPECT_NE(find_in_file(at, 1), nullptr);
  }
  EXPECT_EQ(find_in_file(base::limits::kBodyFilesMax, 1), nullptr);
  EXPECT_NE(find_in_file(0, 2), nullptr);
}

}  // namespace
}  // namespace flows::app
