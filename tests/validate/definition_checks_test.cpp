#include "validate/definition_checks.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flows::validate {
namespace {

using ::testing::ElementsAre;

// The paths of what is wrong.
std::vector<std::string> faults(const std::string& definition) {
  const auto checked = check_definition(base::parse_json(definition).value());
  std::vector<std::string> paths;
  if (checked) return paths;
  for (const auto& field : checked.error().fields) paths.push_back(field.name);
  return paths;
}

// A loop node around `inner`.
std::string loop(const std::string& name, const std::string& inner) {
  return fmt::format(
      R"({{"name":"{}","type":"Loop","configuration":{{"loop":{{"definition":{}}}}}}})", name,
      inner);
}

TEST(CheckDefinition, AnEmptyDefinitionIsFine) {
  EXPECT_THAT(faults("{}"), ElementsAre());
  EXPECT_THAT(faults(R"({"nodes":[],"connections":[]})"), ElementsAre());
}

TEST(CheckDefinition, NodesNeedNamesOfTheirOwn) {
  EXPECT_THAT(faults(R"({"nodes":[{"name":"A","type":"Input"},{"name":"B","type":"Output"},)"
                     R"({"name":"A","type":"Output"}]})"),
              ElementsAre("definition.nodes.3.member.name"));
}

TEST(CheckDefinition, ConnectionsNeedNamesOfTheirOwn) {
  EXPECT_THAT(
      faults(R"({"connections":[{"name":"A"},{"name":"B"},{"name":"B"},{"name":"A"}]})"),
      ElementsAre("definition.connections.3.member.name", "definition.connections.4.member.name"));
}

TEST(CheckDefinition, AConfigurationIsTheOneOfItsType) {
  EXPECT_THAT(faults(R"({"nodes":[{"name":"A","type":"InlineCode","configuration":)"
                     R"({"inlineCode":{}}},{"name":"B","type":"InlineCode","configuration":)"
                     R"({"prompt":{}}},{"name":"C","type":"Output","configuration":{}}]})"),
              ElementsAre("definition.nodes.2.member.configuration"));
}

TEST(CheckDefinition, NodesInsideALoopShareTheNamesOfThoseOutside) {
  EXPECT_THAT(
      faults(fmt::format(R"({{"nodes":[{{"name":"A","type":"Input"}},{}]}})",
                         loop("L", R"({"nodes":[{"name":"B","type":"LoopInput"},)"
                                   R"({"name":"A","type":"LoopController"}]})"))),
      ElementsAre("definition.nodes.2.member.configuration.loop.definition.nodes.2.member.name"));
}

TEST(CheckDefinition, ConnectionsInsideALoopHaveNamesOfTheirOwn) {
  EXPECT_THAT(faults(fmt::format(R"({{"nodes":[{}],"connections":[{{"name":"A"}}]}})",
                                 loop("L", R"({"connections":[{"name":"A"}]})"))),
              ElementsAre());
  EXPECT_THAT(
      faults(fmt::format(R"({{"nodes":[{}]}})",
                         loop("L", R"({"connections":[{"name":"A"},{"name":"A"}]})"))),
      ElementsAre(
          "definition.nodes.1.member.configuration.loop.definition.connections.2.member.name"));
}

TEST(CheckDefinition, CountsItsFaults) {
  const auto checked = check_definition(
      base::parse_json(R"({"connections":[{"name":"A"},{"name":"A"},{"name":"A"}]})").value());
  EXPECT_EQ(checked.error().code, base::ErrorCode::kValidation);
  EXPECT_EQ(checked.error().message,
            "2 validation errors detected: Value at 'definition.connections.2.member.name' failed "
            "to satisfy constraint: Member must not have the name of another connection; Value at "
            "'definition.connections.3.member.name' failed to satisfy constraint: Member must not "
            "have the name of another connection");
}

}  // namespace
}  // namespace flows::validate
