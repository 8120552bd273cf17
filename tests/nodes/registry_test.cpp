#include "nodes/registry.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "wire/service_model.h"

namespace flows::nodes {
namespace {

TEST(Registry, EveryFlowNodeTypeHasARow) {
  std::set<std::string> listed;
  for (const NodeType& type : node_types()) {
    EXPECT_TRUE(listed.emplace(type.name).second) << type.name << " has two rows";
  }
  std::set<std::string> known;
  for (const std::string_view name : wire::enum_values(wire::Service::kControl, "FlowNodeType")) {
    known.emplace(name);
  }
  EXPECT_EQ(listed, known);
  EXPECT_EQ(known.size(), 16U);
}

TEST(Registry, EveryRowCanBeCompiledOrSaysWhyNotAndNamesItsRuntimeType) {
  for (const NodeType& type : node_types()) {
    EXPECT_NE(type.compile == nullptr, type.not_run_because.empty()) << type.name;
    EXPECT_TRUE(type.runtime_name.ends_with("Node")) << type.name;
    EXPECT_EQ(find_node_type(type.name), &type);
  }
}

TEST(Registry, RuntimeNamesOfTheModelAreItsOwn) {
  std::set<std::string_view> names;
  for (const NodeType& type : node_types()) names.insert(type.runtime_name);
  for (const char* name : {"FlowInputNode", "FlowOutputNode", "PromptNode", "ConditionNode"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

TEST(Registry, AnUnknownTypeHasNoRow) { EXPECT_EQ(find_node_type("Nonsense"), nullptr); }

}  // namespace
}  // namespace flows::nodes
