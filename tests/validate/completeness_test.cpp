#include <gtest/gtest.h>

#include <set>
#include <string>

#include "validate/rules.h"
#include "wire/service_model.h"

namespace flows::validate {
namespace {

TEST(Rules, EveryFlowValidationTypeHasARow) {
  std::set<std::string> listed;
  for (const Rule& rule : rules()) {
    EXPECT_NE(rule.check, nullptr);
    EXPECT_TRUE(listed.emplace(rule.type).second) << rule.type << " has two rows";
  }
  std::set<std::string> known;
  for (const std::string_view type :
       wire::enum_values(wire::Service::kControl, "FlowValidationType")) {
    known.emplace(type);
  }
  EXPECT_EQ(listed, known);
  EXPECT_EQ(known.size(), 33U);
}

}  // namespace
}  // namespace flows::validate
