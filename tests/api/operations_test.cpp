#include <gtest/gtest.h>

#include <map>
#include <string>

#include "api/operation.h"
#include "wire/service_model.h"

namespace flows::api {
namespace {

TEST(Operations, EveryOneOfTheModelHasOneRowOrOneReason) {
  std::map<std::string_view, int> places;
  for (const auto& row : operations()) ++places[row.name];
  for (const auto& row : not_supported()) ++places[row.name];
  std::map<std::string_view, int> expected;
  for (const auto& operation : wire::all_operations()) expected[operation.name] = 1;
  EXPECT_EQ(places, expected);
}

TEST(Operations, EveryRowHasOneHandlerAndEveryReasonAText) {
  for (const auto& row : operations()) {
    EXPECT_NE(row.handler == nullptr, row.stream == nullptr) << row.name;
    EXPECT_EQ(row.stream != nullptr, row.runs_on == wire::RunsOn::kFlowPool) << row.name;
  }
  for (const auto& row : not_supported()) EXPECT_FALSE(row.reason.empty()) << row.name;
}

}  // namespace
}  // namespace flows::api
