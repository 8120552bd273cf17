// What is said about names of ports: the right ones, of the node in question.
#include "offline/hints.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "nodes/registry.h"
#include "offline/diagnostics.h"
#include "offline/port_names.h"
#include "wire/service_model.h"

namespace flows::offline {
namespace {

using base::Json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<Diagnostic> diagnostics_of(TextDocument document) {
  if (document.text.empty()) document.text = base::to_text(document.content);
  return check_flow(Locator(document), {.definition = document.content}, {});
}

// Every hint about such a node, which has the name Node1 and is the only one besides Start and End.
class NodeHints {
 public:
  explicit NodeHints(Json node) {
    node["name"] = "Node1";
    document_.content = {
        {"nodes",
         {{{"name", "Start"},
           {"type", "Input"},
           {"outputs", {{{"name", "document"}, {"type", "String"}}}}},
          std::move(node),
          {{"name", "End"},
           {"type", "Output"},
           {"inputs", {{{"name", "document"}, {"type", "String"}, {"expression", "$.data"}}}}}}},
        {"connections", Json::array()}};
  }

  NodeHints& connect(const char* source, const char* output, const char* target,
                     const char* input) {
    Json& connections = document_.content["connections"];
    connections.push_back(
        {{"name", fmt::format("Connection{}", connections.size())},
         {"type", "Data"},
         {"source", source},
         {"target", target},
         {"configuration", {{"data", {{"sourceOutput", output}, {"targetInput", input}}}}}});
    return *this;
  }

  // The hint of the only fault of that type.
  [[nodiscard]] std::string of(std::string_view type) const {
    std::string found;
    for (const Diagnostic& diagnostic : diagnostics_of(document_)) {
      if (diagnostic.type != type) continue;
      EXPECT_EQ(found, "") << "two faults of the type " << type;
      found = diagnostic.hint;
    }
    EXPECT_NE(found, "") << "no fault of the type " << type;
    return found;
  }

 private:
  TextDocument document_;
};

Json node(std::string_view text) {
  const auto parsed = base::parse_json(text);
  EXPECT_TRUE(parsed) << text;
  return *parsed;
}

constexpr std::string_view kPrompt = R"({"type": "Prompt",
  "configuration": {"prompt": {"sourceConfiguration": {"inline": {"modelId": "m",
    "templateType": "TEXT",
    "templateConfiguration": {"text": {"text": "{{title}} by {{author}}"}}}}}},
  "inputs": [{"name": "title", "type": "String", "expression": "$.data"},
             {"name": "writer", "type": "String", "expression": "$.data"},
             {"name": "more", "type": "String", "expression": "$.data"}],
  "outputs": [{"name": "modelCompletion", "type": "String"}]})";

std::string ports_of(std::string_view type) {
  return ports_of_type({.name = "Node1", .type = std::string(type), .body = {}});
}

TEST(Hints, EveryTypeOfValidationHasOne) {
  const auto types = wire::enum_values(wire::Service::kControl, "FlowValidationType");
  EXPECT_EQ(types.size(), 33U);
  for (const std::string_view type : types) {
    EXPECT_TRUE(hint_for(type).hint.ends_with('.')) << type;
    EXPECT_FALSE(hint_for(type).summary.ends_with('.')) << type;
  }
}

TEST(Hints, EveryNodeTypeSaysWhichPortsItHas) {
  EXPECT_EQ(ports_of("KnowledgeBase"),
            "A KnowledgeBase node has the input retrievalQuery and the output retrievalResults, or "
            "outputText with a modelId.");
  EXPECT_EQ(ports_of("Agent"),
            "An Agent node has the input agentInputText and the output agentResponse; it may have "
            "the inputs promptAttributes and sessionAttributes too.");
  EXPECT_EQ(ports_of("Collector"),
            "A Collector node has the inputs arrayItem and arraySize and the output "
            "collectedArray.");
  EXPECT_EQ(ports_of("Input"), "An Input node has no inputs and the output document.");
  EXPECT_EQ(ports_of("Output"), "An Output node has the input document and declares no outputs.");
  for (const nodes::NodeType& type : nodes::node_types()) {
    const std::string said = ports_of(type.name);
    for (const auto ports : {type.inputs, type.outputs}) {
      for (const nodes::PortSpec& port : ports) EXPECT_THAT(said, HasSubstr(port.name));
    }
    EXPECT_THAT(said, HasSubstr(fmt::format(" {} node ", type.name)));
    EXPECT_TRUE(said.ends_with('.')) << said;
  }
}

TEST(Hints, TheFlowWithWrongNamesOfPortsIsToldTheRightOnes) {
  const auto document =
      read_text_document(FLOWS_SOURCE_DIR "/tests/offline/cases/wrong-port-names.json");
  ASSERT_TRUE(document) << document.error().message;
  std::vector<std::string> found;
  for (const Diagnostic& diagnostic : diagnostics_of(*document)) {
    EXPECT_EQ(diagnostic.severity, model::Severity::kError);
    found.push_back(fmt::format("{} {} {}", diagnostic.type, diagnostic.pointer, diagnostic.hint));
  }
  const std::string knowledge =
      "A KnowledgeBase node has the input retrievalQuery and the output retrievalResults, or "
      "outputText with a modelId. ";
  const std::string agent =
      "An Agent node has the input agentInputText and the output agentResponse; it may have the "
      "inputs promptAttributes and sessionAttributes too. ";
  const std::string condition = ports_of("Condition");
  EXPECT_THAT(condition, HasSubstr("declares no outputs"));
  EXPECT_THAT(
      found,
      ElementsAre(
          "UnknownNodeInput /nodes/1/inputs/0 " + knowledge +
              "Rename query to retrievalQuery (of type String), in the node and in its "
              "connections.",
          "UnknownNodeInput /nodes/3/inputs/0 " + agent +
              "Rename inputText to agentInputText, in the node and in its connections.",
          "UnknownNodeOutput /nodes/1/outputs/0 " + knowledge +
              "Rename output to outputText (of type String), in the node and in its connections.",
          "UnknownNodeOutput /nodes/2/outputs/0 " + condition + " Remove Confident.",
          "UnknownNodeOutput /nodes/2/outputs/1 " + condition + " Remove Fallback.",
          "UnknownNodeOutput /nodes/3/outputs/0 " + agent +
              "Rename outputText to agentResponse (of type String), in the node and in its "
              "connections.",
          AllOf(StartsWith("MalformedConditionExpression "
                           "/nodes/2/configuration/condition/conditions/0/expression At character "
                           "6: an input is named without '$'."),
                HasSubstr("it has neither functions nor paths. Confidence declares the input "
                          "data.")),
          AllOf(StartsWith("MalformedConditionExpression "
                           "/nodes/2/configuration/condition/conditions/1/expression "),
                HasSubstr(R"(without an expression: {"name": "default"}.)")),
          AllOf(StartsWith("MissingDefaultCondition /nodes/2/configuration/condition/conditions "),
                HasSubstr("in the place of Fallback")),
          AllOf(StartsWith("IncompatibleConnectionDataType "))));
}

TEST(Hints, AKnowledgeBaseIsToldTheOutputOfItsMode) {
  const auto text = [](const char* model) {
    return fmt::format(R"({{"type": "KnowledgeBase",
      "configuration": {{"knowledgeBase": {{"knowledgeBaseId": "K"{}}}}},
      "inputs": [{{"name": "retrievalQuery", "type": "String", "expression": "$.data"}}],
      "outputs": [{{"name": "results", "type": "Array"}}]}})",
                       model);
  };
  EXPECT_THAT(NodeHints(node(text(""))).of("UnknownNodeOutput"),
              HasSubstr("Rename results to retrievalResults (of type Array)"));
  EXPECT_THAT(NodeHints(node(text(R"(, "modelId": "m")"))).of("UnknownNodeOutput"),
              HasSubstr("Rename results to outputText (of type String)"));
}

TEST(Hints, APortIsRecognizedByItsLetters) {
  EXPECT_THAT(NodeHints(node(R"({"type": "Collector", "inputs": [
                {"name": "ArraySize", "type": "Number", "expression": "$.data"}]})"))
                  .of("UnknownNodeInput"),
              HasSubstr("Rename ArraySize to arraySize (of type Number)"));
  EXPECT_THAT(NodeHints(node(R"({"type": "Collector", "inputs": [
                {"name": "size", "type": "Number", "expression": "$.data"}]})"))
                  .of("UnknownNodeInput"),
              HasSubstr("Rename or remove size."));
}

TEST(Hints, PortsThatATypeNeverHasAreToBeRemoved) {
  EXPECT_EQ(NodeHints(node(R"({"type": "LoopInput", "inputs": [
                {"name": "start", "type": "Number", "expression": "$.data"}]})"))
                .of("UnknownNodeInput"),
            "A LoopInput node has no inputs and outputs, each of which takes the input of the same "
            "name of its Loop node. Remove start.");
  EXPECT_THAT(NodeHints(node(R"({"type": "LoopController",
                "configuration": {"loopController": {"continueCondition": {"name": "More"}}},
                "outputs": [{"name": "result", "type": "Number"}]})"))
                  .of("UnknownNodeOutput"),
              AllOf(StartsWith("A LoopController node has inputs of any names, each with a "
                               "category, and declares no outputs. "),
                    HasSubstr("Remove result.")));
}

TEST(Hints, APromptIsToldTheVariablesOfItsTemplate) {
  const NodeHints hints(node(kPrompt));
  EXPECT_EQ(hints.of("MissingNodeInput"),
            "Declare the input author in the node's inputs, with type and expression, and connect "
            "it. A Prompt node has an input for each {{variable}} of its template and the output "
            "modelCompletion. The template of Node1 has the variables title and author.");
  EXPECT_THAT(hints.of("UnknownNodeInput"),
              HasSubstr("The template of Node1 has the variables title and author. Rename or "
                        "remove more."));
}

TEST(Hints, AMissingPortIsNamedWithAllOthersOfItsType) {
  EXPECT_EQ(NodeHints(node(R"({"type": "Lex", "configuration": {"lex":
                {"botAliasArn": "", "localeId": ""}}, "outputs":
                [{"name": "predictedIntent", "type": "String"}]})"))
                .of("MissingNodeInput"),
            "Declare the input inputText in the node's inputs, with type and expression, and "
            "connect it. A Lex node has the input inputText and the output predictedIntent; it may "
            "have the inputs requestAttributes and sessionAttributes too.");
  EXPECT_EQ(NodeHints(node(R"({"type": "Retrieval", "inputs": [
                {"name": "objectKey", "type": "String", "expression": "$.data"}]})"))
                .of("MissingNodeOutput"),
            "Declare the output s3Content in the node's outputs. A Retrieval node has the input "
            "objectKey and the output s3Content.");
}

TEST(Hints, AWrongTypeIsCorrectedForTheNodeType) {
  EXPECT_THAT(NodeHints(node(R"({"type": "Storage", "inputs": [
                {"name": "content", "type": "String", "expression": "$.data"},
                {"name": "objectKey", "type": "Object", "expression": "$.data"}],
                "outputs": [{"name": "s3Uri", "type": "Object"}]})"))
                  .of("MismatchedNodeInputType"),
              StartsWith("The type of objectKey is String in every Storage node. A Storage node "
                         "has the inputs content and objectKey"));
  EXPECT_THAT(NodeHints(node(R"({"type": "Storage",
                "outputs": [{"name": "s3Uri", "type": "Object"}]})"))
                  .of("MismatchedNodeOutputType"),
              StartsWith("The type of s3Uri is String in every Storage node."));
}

TEST(Hints, AConnectionIsToldWhichPortsItsEndsHave) {
  NodeHints hints(node(kPrompt));
  hints.connect("Node1", "text", "End", "document").connect("Start", "document", "Node1", "text");
  EXPECT_THAT(hints.of("UnknownConnectionSourceOutput"),
              HasSubstr("Node1 declares the output modelCompletion."));
  EXPECT_THAT(hints.of("UnknownConnectionTargetInput"),
              HasSubstr("Node1 declares the inputs title, writer and more."));
}

TEST(Hints, APortThatMayBeLeftOutIsToBeDeclaredBeforeItIsConnected) {
  NodeHints hints(node(R"({"type": "Iterator",
      "inputs": [{"name": "array", "type": "Array", "expression": "$.data"}],
      "outputs": [{"name": "arrayItem", "type": "String"}]})"));
  hints.connect("Node1", "arraySize", "End", "document");
  EXPECT_EQ(hints.of("UnknownConnectionSourceOutput"),
            "Declare the output arraySize in the outputs of Node1. An Iterator node has the input "
            "array and the output arrayItem; it may have the output arraySize too.");
  NodeHints agent(node(R"({"type": "Agent", "configuration": {"agent": {"agentAliasArn": ""}},
      "inputs": [{"name": "agentInputText", "type": "String", "expression": "$.data"}],
      "outputs": [{"name": "agentResponse", "type": "String"}]})"));
  agent.connect("Start", "document", "Node1", "promptAttributes");
  EXPECT_THAT(agent.of("UnknownConnectionTargetInput"),
              StartsWith("Declare the input promptAttributes in the inputs of Node1."));
}

TEST(Hints, AConditionIsNoOutput) {
  constexpr std::string_view kCondition = R"({"type": "Condition",
      "configuration": {"condition": {"conditions": [{"name": "Long", "expression": "text != \"\""},
                                                     {"name": "default"}]}},
      "inputs": [{"name": "text", "type": "String", "expression": "$.data"}]})";
  NodeHints data(node(kCondition));
  data.connect("Node1", "Long", "End", "document");
  EXPECT_THAT(data.of("UnknownConnectionSourceOutput"),
              AllOf(StartsWith("Long is a condition: make this connection a Conditional one with "
                               "configuration.conditional.condition Long. "),
                    HasSubstr("A Condition node has inputs of any names and declares no "
                              "outputs.")));
}

TEST(Hints, AnUnconnectedInputMayBeRemovedOnlyWhereItsTypeAllowsThat) {
  EXPECT_THAT(NodeHints(node(R"({"type": "InlineCode", "configuration": {"inlineCode":
                {"code": "1", "language": "Python_3"}}, "inputs": [
                {"name": "xx", "type": "String", "expression": "$.data"}]})"))
                  .of("MissingNodeOutput"),
              HasSubstr("An InlineCode node has inputs of any names and the output response."));
  NodeHints prompt(node(kPrompt));
  prompt.connect("Start", "document", "Node1", "writer")
      .connect("Start", "document", "Node1", "more")
      .connect("Node1", "modelCompletion", "End", "document");
  EXPECT_THAT(prompt.of("UnfulfilledNodeInput"),
              StartsWith("Add a Data connection with target Node1 and targetInput title. "));
  NodeHints condition(node(R"({"type": "Condition", "configuration": {"condition": {"conditions":
      [{"name": "default"}]}}, "inputs": [
      {"name": "kind", "type": "String", "expression": "$.data"}]})"));
  condition.connect("Start", "document", "End", "document");
  EXPECT_THAT(condition.of("UnfulfilledNodeInput"),
              StartsWith("Add a Data connection with target Node1 and targetInput kind, or remove "
                         "the input. "));
}

TEST(Hints, TwoConnectionsIntoOneInputAreJoinedBeforeIt) {
  NodeHints hints(node(kPrompt));
  hints.connect("Start", "document", "End", "document")
      .connect("Node1", "modelCompletion", "End", "document");
  EXPECT_THAT(hints.of("MultipleNodeInputConnections"),
              StartsWith("One connection feeds an input. Join the values in a node before. An "
                         "Output node has the input document"));
}

TEST(Hints, OnlyConditionNodesHaveConditions) {
  const auto document = node(R"({"nodes": [
      {"name": "Start", "type": "Input", "outputs": [{"name": "document", "type": "String"}]},
      {"name": "End", "type": "Output",
       "inputs": [{"name": "document", "type": "String", "expression": "$.data"}]}],
    "connections": [{"name": "cc", "type": "Conditional", "source": "Start", "target": "End",
      "configuration": {"conditional": {"condition": "Big"}}}]})");
  EXPECT_EQ(diagnostics_of({.content = document, .text = ""}).front().hint,
            "Only a Condition node has conditions, and Start is an Input node: use a Data "
            "connection.");
}

TEST(Hints, ALoopIsToldTheNamesInsideOfIt) {
  const auto document = node(R"({"nodes": [
      {"name": "Start", "type": "Input", "outputs": [{"name": "document", "type": "String"}]},
      {"name": "Again", "type": "Loop",
       "inputs": [], "outputs": [{"name": "left", "type": "String"}],
       "configuration": {"loop": {"definition": {"nodes": [
         {"name": "Enter", "type": "LoopInput", "outputs": [{"name": "text", "type": "String"}]},
         {"name": "Leave", "type": "LoopController",
          "configuration": {"loopController": {"continueCondition":
            {"name": "More", "expression": "count > 3"}}},
          "inputs": []}], "connections": []}}}}], "connections": []})");
  std::string all;
  for (const Diagnostic& found : diagnostics_of({.content = document, .text = ""})) {
    all += fmt::format("{}: {}\n", found.type, found.hint);
  }
  EXPECT_THAT(all, HasSubstr("MissingNodeInput: The LoopInput in Again has the output text: "
                             "declare an input of that name in the Loop node"));
  EXPECT_THAT(all, HasSubstr("MissingNodeOutput: Give its LoopController an ExitLoop input left, "
                             "or remove the output."));
  EXPECT_THAT(all, HasSubstr("Leave has no such input."));
}

std::string hint_for_output_named(const std::string& name) {
  return NodeHints(node(kPrompt))
      .connect("Start", name.c_str(), "End", "document")
      .of("ValidationException");
}

TEST(Hints, APortIsNamedAlone) {
  for (const char* name : {"Start.document", "Start/document", "Start:document", "Start->document",
                           "Start.outputs.document", "Start[\"document\"]", "#Start.document"}) {
    EXPECT_EQ(hint_for_output_named(name), "Write the port's name alone: document.") << name;
  }
  EXPECT_EQ(hint_for_output_named("$.data.title"),
            "Write the port's name alone; a path belongs in the expression of the input that takes "
            "a part of the value.");
  const std::string form =
      "The name of a port begins with a letter, goes on with letters, digits and single "
      "underscores between them, and has two characters at least.";
  for (const char* name : {"my-output", "1st", "a", "a__b", "end_", "...", "doc ument"}) {
    EXPECT_EQ(hint_for_output_named(name), form) << name;
  }
  EXPECT_EQ(NodeHints(node(kPrompt))
                .connect("Start", "document", "End", "End.document")
                .of("ValidationException"),
            "Write the port's name alone: document.");
  EXPECT_EQ(NodeHints(node(kPrompt))
                .connect("Start.document", "document", "End", "document")
                .of("ValidationException"),
            "Write the node's name alone: Start.");
  Json dotted = node(kPrompt);
  dotted["outputs"][0]["name"] = "Node1.modelCompletion";
  EXPECT_EQ(NodeHints(dotted).of("ValidationException"),
            "Write the port's name alone: modelCompletion.");
}

TEST(Hints, WhatIsRefusedForAnotherReasonHasTheUsualHint) {
  const std::string usual(hint_for(kRefusedByApi).hint);
  EXPECT_EQ(hint_for_output_named(std::string(200, 'a')), usual);
  Json odd = node(kPrompt);
  odd["outputs"][0]["type"] = "Text";
  EXPECT_EQ(NodeHints(odd).of("ValidationException"), usual);
  odd["outputs"][0] = {{"name", 7}, {"type", "String"}};
  EXPECT_EQ(NodeHints(odd).of("ValidationException"), usual);
}

}  // namespace
}  // namespace flows::offline
