#include "rules/turns.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "base/json.h"
#include "support/wait.h"

namespace flows::rules {
namespace {

TEST(Turns, AreNumberedAndWithoutEndWhereNothingIsSaid) {
  const Turns turns;
  for (std::int64_t i = 0; i < 100; ++i) EXPECT_EQ(turns.take(), i);
  EXPECT_FALSE(turns.used_up());
}

TEST(Turns, AreUsedUpAfterTheirNumber) {
  const Turns turns(2);
  EXPECT_EQ(turns.take(), 0);
  EXPECT_FALSE(turns.used_up());
  EXPECT_EQ(turns.take(), 1);
  EXPECT_TRUE(turns.used_up());
  EXPECT_EQ(turns.take(), std::nullopt);
}

TEST(Turns, CallsAtTheSameTimeNeverTakeMoreThanThereAre) {
  constexpr int kTurns = 1000;
  const Turns turns(kTurns);
  std::atomic<int> taken{0};
  {
    std::vector<testing::TestThread> takers;
    for (int i = 0; i < 4; ++i) {
      takers.emplace_back("takes turns", [&] {
        while (turns.take()) ++taken;
      });
    }
  }
  EXPECT_EQ(taken, kTurns);
}

TEST(Turns, AreReadFromAWholeNumberAboveZero) {
  const base::Json two = 2;
  EXPECT_EQ(Turns::compile(JsonPlace(two))->times(), 2);
  const base::Json none = 0;
  EXPECT_EQ(Turns::compile(JsonPlace(none)).error().message,
            "must be a whole number from 1 to 9007199254740991");
}

}  // namespace
}  // namespace flows::rules
