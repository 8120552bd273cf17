#include <gtest/gtest.h>

#include <map>
#include <string>

#include "api/operation.h"
#include "wire/service_model.h"

namespace flows::api {
namespace {

TEST(Operations, EveryOneOfTheModelHasOneRow) {
  std::map<std::string_view, int> places;
  for (const auto& row : operations()) ++places[row.name];
  std::map<std::string_view, int> expected;
  for (const auto& operation : wire::all_operations()) expected[operation.name] = 1;
  EXPECT_EQ(places, expected);
}

TEST(Operations, EveryRowHasOneHandler) {
  for (const auto& row : operations()) {
    EXPECT_EQ((row.handler != nullptr) + (row.read != nullptr) + (row.stream != nullptr), 1)
        << row.name;
    EXPECT_EQ(row.read != nullptr, row.runs_on == base::RunsOn::kIoThread) << row.name;
    EXPECT_EQ(row.stream != nullptr, row.runs_on == base::RunsOn::kFlowPool) << row.name;
  }
}

}  // namespace
}  // namespace flows::api
