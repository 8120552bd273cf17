#include "model/flow_graph.h"

#include <gtest/gtest.h>

#include <string>

namespace flows::model {
namespace {

constexpr const char* kDefinition = R"({"nodes":[
  {"name":"Out1","type":"Output","inputs":[{"name":"document",
     "type":"String","expression":"$.data"}]},
  {"name":"Pick","type":"Condition","inputs":[{"name":"a","type":"String","expression":"$.data.x"}],
   "configuration":{"condition":{"conditions":[{"name":"default"}]}}},
  {"name":"In1","type":"Input","outputs":[{"name":"document","type":"Object"}]}],
 "connections":[
  {"name":"C1","type":"Data","source":"In1","target":"Pick","configuration":{"data":{
     "sourceOutput":"document","targetInput":"a"}}},
  {"name":"C2","type":"Data","source":"In1","target":"Out1","configuration":{"data":{
     "sourceOutput":"document","targetInput":"document"}}},
  {"name":"C3","type":"Conditional","source":"Pick","target":"Out1",
     "configuration":{"conditional":{"condition":"default"}}}]})";

FlowDefinition definition() { return read_definition(*base::parse_json(kDefinition)); }

TEST(ReadDefinition, TakesNodesPortsAndConnectionsAsWritten) {
  const FlowDefinition read = definition();
  ASSERT_EQ(read.nodes.size(), 3U);
  EXPECT_EQ(read.nodes[1].inputs[0].expression, "$.data.x");
  EXPECT_EQ(read.nodes[2].outputs[0].type, IoType::kObject);
  EXPECT_TRUE(read.nodes[2].configuration.is_null());
  EXPECT_TRUE(read.nodes[1].configuration.contains("conditions"));
  EXPECT_EQ(read.connections[2].condition, "default");
  EXPECT_EQ(read.connections[0].target_input, "a");
  EXPECT_EQ(read.find_node("Pick"), 1U);
  EXPECT_EQ(read.find_node("pick"), std::nullopt);
}

TEST(ReadDefinition, AConfigurationOfTheOtherKindCountsAsMissing) {
  base::Json json = *base::parse_json(kDefinition);
  json["connections"][0]["type"] = "Conditional";
  const FlowDefinition read = read_definition(json);
  EXPECT_FALSE(read.connections[0].condition);
  EXPECT_FALSE(read.connections[0].source_output);
}

TEST(ReadDefinition, AnEmptyDefinitionHasNoNodes) {
  EXPECT_TRUE(read_definition(base::Json::object()).nodes.empty());
}

TEST(FlowGraph, KnowsNeighboursAndAnOrderThatRespectsThem) {
  const FlowGraph graph(definition());
  EXPECT_EQ(graph.topological_order(), (std::vector<std::size_t>{2, 1, 0}));
  EXPECT_EQ(graph.neighbours(0).sources[0], (OutputRef{.node = 2, .output = 0}));
  ASSERT_EQ(graph.neighbours(0).gates.size(), 1U);
  EXPECT_EQ(graph.neighbours(0).gates[0].node, 1U);
  EXPECT_EQ(graph.neighbours(0).gates[0].condition, "default");
  EXPECT_EQ(graph.neighbours(2).targets[0],
            (std::vector<InputRef>{{.node = 1, .input = 0}, {.node = 0, .input = 0}}));
}

TEST(FlowGraph, AConnectionThatLeadsNowhereIsABug) {
  FlowDefinition broken = definition();
  broken.connections[0].target = "Nowhere";
  EXPECT_THROW(FlowGraph{broken}, base::BugError);
}

TEST(FlowGraph, ACycleIsABug) {
  FlowDefinition broken = definition();
  broken.connections[2].source = "Pick";
  broken.connections[2].target = "Pick";
  EXPECT_THROW(FlowGraph{broken}, base::BugError);
}

TEST(IoType, SpellingsGoBothWays) {
  for (const IoType type :
       {IoType::kString, IoType::kNumber, IoType::kBoolean, IoType::kObject, IoType::kArray}) {
    EXPECT_EQ(parse_io_type(to_text(type)), type);
  }
  EXPECT_EQ(parse_io_type("string"), std::nullopt);
  EXPECT_EQ(to_upper_text(IoType::kArray), "ARRAY");
}

TEST(IoType, NullMatchesNoType) {
  EXPECT_EQ(type_of(nullptr), std::nullopt);
  EXPECT_EQ(upper_type_name(nullptr), "NULL");
  EXPECT_EQ(type_of(1.5), IoType::kNumber);
  EXPECT_EQ(type_of(base::Json::object()), IoType::kObject);
}

}  // namespace
}  // namespace flows::model
