#include "base/id_generator.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/pattern.h"

namespace flows::base {
namespace {

TEST(RandomIds, HaveTheFormOfTheirKindAndDoNotRepeat) {
  const auto resource = Pattern::compile("[0-9A-Z]{10}");
  const auto uuid =
      Pattern::compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  RandomIds ids;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    for (const IdKind kind : {IdKind::kFlow, IdKind::kAlias}) {
      const std::string id = ids.next(kind);
      EXPECT_TRUE(resource->matches_whole(id)) << id;
      EXPECT_TRUE(seen.insert(id).second) << id;
    }
    for (const IdKind kind : {IdKind::kExecution, IdKind::kRequest}) {
      const std::string id = ids.next(kind);
      EXPECT_TRUE(uuid->matches_whole(id)) << id;
      EXPECT_TRUE(seen.insert(id).second) << id;
    }
  }
}

TEST(RandomIds, NamesOfExecutionsGrowWithTime) {
  const auto uuid =
      Pattern::compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  RandomIds ids;
  std::string time;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = ids.next(IdKind::kExecutionName);
    EXPECT_TRUE(uuid->matches_whole(id)) << id;
    EXPECT_TRUE(seen.insert(id).second) << id;
    EXPECT_GE(id.substr(0, 13), time);
    time = id.substr(0, 13);
  }
}

}  // namespace
}  // namespace flows::base
