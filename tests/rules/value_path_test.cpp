#include "rules/value_path.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace flows::rules {
namespace {

using base::Json;

const Json kOrder = {{"items", {{{"id", 7}}, {{"id", 8}}}}, {"0", "zero"}, {"no te", nullptr}};

// What the path leads to in the value; "nothing" if there is no such part.
Json found(const char* path, const Json& value = kOrder) {
  const auto parsed = ValuePath::parse(path);
  CHECK(parsed.has_value(), "the test's own path can be parsed");
  const Json* const part = parsed->find(&value);
  return part == nullptr ? Json("nothing") : *part;
}

TEST(ValuePath, ANameAloneIsTheWholeValue) {
  EXPECT_EQ(found("order"), kOrder);
  EXPECT_EQ(ValuePath::parse("order.items")->name(), "order");
  EXPECT_EQ(ValuePath::parse("order.items")->text(), "order.items");
}

TEST(ValuePath, LeadsThroughMembersAndItems) {
  EXPECT_EQ(found("order.items.1.id"), 8);
  EXPECT_EQ(found("order.0"), "zero");
  EXPECT_EQ(found("order.no te"), nullptr);
}

TEST(ValuePath, LeadsNowhereWithoutAnError) {
  for (const char* const path :
       {"order.other", "order.items.2", "order.items.-1", "order.items.id", "order.items.0x",
        "order.items.99999999999999999999", "order.0.length", "order.items.1.id.0"}) {
    EXPECT_EQ(found(path), "nothing") << path;
  }
  EXPECT_EQ(ValuePath::parse("order")->find(nullptr), nullptr);
  EXPECT_EQ(ValuePath::parse("order.items")->find(nullptr), nullptr);
}

TEST(ValuePath, PartsAreNeverEmpty) {
  for (const char* const text :
       {"", ".", ".order", "order.", "order..id", "or der", "order-1", "städte"}) {
    EXPECT_FALSE(ValuePath::parse(text)) << text;
  }
}

}  // namespace
}  // namespace flows::rules
