#include "nodes/scopes.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <utility>

namespace flows::nodes {
namespace {

using model::IoType;

// Builds definitions of one-input nodes quickly; scopes depend on types, ports and connections
// only.
class ScopesTest : public ::testing::Test {
 protected:
  void add(const std::string& name, const std::string& type,
           std::initializer_list<const char*> inputs, std::initializer_list<const char*> outputs) {
    model::FlowNode node;
    node.name = name;
    node.type = type;
    for (const char* input : inputs) node.inputs.push_back({.name = input, .expression = "$.data"});
    for (const char* output : outputs) node.outputs.push_back({.name = output});
    definition_.nodes.push_back(std::move(node));
  }

  void add_iterator(const std::string& name) {
    add(name, "Iterator", {"array"}, {"arrayItem", "arraySize"});
  }
  void add_collector(const std::string& name) {
    add(name, "Collector", {"arrayItem", "arraySize"}, {"collectedArray"});
  }

  void connect(const std::string& source, const std::string& output, const std::string& target,
               const std::string& input) {
    definition_.connections.push_back({.name = "c" + std::to_string(definition_.connections.size()),
                                       .source = source,
                                       .target = target,
                                       .source_output = output,
                                       .target_input = input});
  }

  base::Result<Scopes> find() const { return find_scopes(model::FlowGraph(definition_)); }

  model::FlowDefinition definition_;
};

TEST_F(ScopesTest, WhatDependsOnAnItemRunsInItsScopeUpToTheCollector) {
  add("In", "Input", {}, {"document"});              // 0
  add_iterator("Each");                              // 1
  add("Ask", "Prompt", {"q"}, {"modelCompletion"});  // 2
  add_collector("Gather");                           // 3
  add("Out", "Output", {"document"}, {});            // 4
  connect("In", "document", "Each", "array");
  connect("Each", "arrayItem", "Ask", "q");
  connect("Ask", "modelCompletion", "Gather", "arrayItem");
  connect("Each", "arraySize", "Gather", "arraySize");
  connect("Gather", "collectedArray", "Out", "document");
  const auto scopes = find();
  ASSERT_TRUE(scopes);
  EXPECT_EQ(scopes->of_node, (std::vector<ScopePath>{{}, {}, {1}, {}, {}}));
  EXPECT_EQ(scopes->gathered, (std::vector<ScopePath>{{}, {}, {}, {1}, {}}));
}

TEST_F(ScopesTest, IteratorsNest) {
  add_iterator("Outer");                             // 0
  add_iterator("Inner");                             // 1
  add("Ask", "Prompt", {"q"}, {"modelCompletion"});  // 2
  add_collector("Gather");                           // 3
  connect("Outer", "arrayItem", "Inner", "array");
  connect("Inner", "arrayItem", "Ask", "q");
  connect("Ask", "modelCompletion", "Gather", "arrayItem");
  connect("Inner", "arraySize", "Gather", "arraySize");
  const auto scopes = find();
  ASSERT_TRUE(scopes);
  EXPECT_EQ(scopes->of_node, (std::vector<ScopePath>{{}, {0}, {0, 1}, {0}}));
  EXPECT_EQ(scopes->gathered[3], (ScopePath{0, 1}));
}

TEST_F(ScopesTest, ACollectorWithoutAnIterationIsRefused) {
  add("In", "Input", {}, {"document"});
  add_collector("Gather");
  connect("In", "document", "Gather", "arrayItem");
  const auto scopes = find();
  ASSERT_FALSE(scopes);
  EXPECT_EQ(scopes.error().message, "Node Gather has no iteration to collect from.");
}

TEST_F(ScopesTest, TwoIterationsAtOnceAreRefused) {
  add_iterator("One");
  add_iterator("Two");
  add("Ask", "Prompt", {"a", "b"}, {"modelCompletion"});
  connect("One", "arrayItem", "Ask", "a");
  connect("Two", "arrayItem", "Ask", "b");
  const auto scopes = find();
  ASSERT_FALSE(scopes);
  EXPECT_EQ(scopes.error().message, "Node Ask depends on two iterations at once.");
}

TEST_F(ScopesTest, ANodeOfAnIterationThatWaitsForItsEndIsRefused) {
  add_iterator("Each");
  add_collector("Gather");
  add("Ask", "Prompt", {"a", "b"}, {"modelCompletion"});
  connect("Each", "arrayItem", "Gather", "arrayItem");
  connect("Each", "arraySize", "Gather", "arraySize");
  connect("Each", "arrayItem", "Ask", "a");
  connect("Gather", "collectedArray", "Ask", "b");
  const auto scopes = find();
  ASSERT_FALSE(scopes);
  EXPECT_EQ(scopes.error().message, "Node Ask runs within an iteration and waits for its end.");
}

}  // namespace
}  // namespace flows::nodes
