#include "net/resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <semaphore>
#include <stop_token>

#include "base/limits.h"
#include "support/wait.h"

namespace flows::net {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

Waiting patient() { return {1min, {}}; }

TEST(Resolver, LooksNamesUp) {
  Resolver resolver;
  EXPECT_THAT(resolver.resolve("localhost", patient()).value(), Contains("127.0.0.1"));
}

TEST(Resolver, SaysThatThereIsNoSuchName) {
  Resolver resolver;
  const auto addresses = resolver.resolve("no-such-name.invalid", patient());
  ASSERT_FALSE(addresses);
  EXPECT_EQ(addresses.error().code, base::ErrorCode::kDependencyFailed);
  EXPECT_NE(addresses.error().message, "");
}

TEST(Resolver, TakesAddressesAsTheyAre) {
  Resolver resolver([](const std::string&) -> base::Result<Addresses> {
    ADD_FAILURE() << "an address was looked up";
    return Addresses{};
  });
  for (const char* address : {"127.0.0.1", "::1"}) {
    EXPECT_EQ(resolver.resolve(address, patient()).value(), Addresses{address});
  }
}

// A name server that answers when a test lets it.
class SlowNames : public ::testing::Test {
 protected:
  ~SlowNames() override { released_.set_value(); }

  std::promise<void> released_;
  std::shared_future<void> release_ = released_.get_future().share();
  std::counting_semaphore<> begun_{0};
  Resolver resolver_{[this](const std::string&) {
    begun_.release();
    release_.wait_for(1min);
    return base::Result<Addresses>(Addresses{"127.0.0.1"});
  }};
};

TEST_F(SlowNames, EndWithTheDeadline) {
  const auto addresses = resolver_.resolve("slow.example", Waiting(20ms, {}));
  ASSERT_FALSE(addresses);
  EXPECT_EQ(addresses.error().message, "it took longer than 20 ms");
}

TEST_F(SlowNames, EndWithAStop) {
  std::stop_source stop;
  const testing::TestThread stopper("stops the call", [&] {
    testing::await(begun_, "a look-up to begin");
    stop.request_stop();
  });
  const auto addresses = resolver_.resolve("slow.example", Waiting(1min, stop.get_token()));
  ASSERT_FALSE(addresses);
  EXPECT_EQ(addresses.error().message, "the call was stopped");
}

TEST_F(SlowNames, AreLookedUpUpToALimitAtOnce) {
  for (std::size_t at = 0; at < base::limits::kConcurrentLookupsMax; ++at) {
    EXPECT_FALSE(resolver_.resolve("slow.example", Waiting(1ms, {})));
    testing::await(begun_, "a look-up to begin");
  }
  const auto addresses = resolver_.resolve("slow.example", patient());
  ASSERT_FALSE(addresses);
  EXPECT_THAT(addresses.error().message, HasSubstr("wait already"));
}

}  // namespace
}  // namespace flows::net
