#include "wire/message.h"

#include <gtest/gtest.h>

namespace flows::wire {
namespace {

TEST(RequestHeader, IsFoundWhateverItsCase) {
  const Request request{"GET", "/", {{"Content-Type", "a"}, {"content-type", "b"}}, ""};
  ASSERT_NE(request.header("CONTENT-TYPE"), nullptr);
  EXPECT_EQ(*request.header("CONTENT-TYPE"), "a");
}

TEST(RequestHeader, IsNullWhereAbsent) {
  const Request request{"GET", "/", {{"Content-Type", "a"}}, ""};
  EXPECT_EQ(request.header("Content"), nullptr);
  EXPECT_EQ(request.header("Content-Type-Options"), nullptr);
}

}  // namespace
}  // namespace flows::wire
