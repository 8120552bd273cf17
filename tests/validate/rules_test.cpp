#include "validate/rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/limits.h"
#include "validate/validate.h"

namespace flows::validate {
namespace {

using base::Json;

// A clean flow with every node type that has rules of its own; each case breaks it in one place.
constexpr const char* kCleanFlow = R"({
 "nodes":[
  {"name":"In1","type":"Input","configuration":{"input":{}},"outputs":[{"name":"document",
     "type":"Object"}]},
  {"name":"Pick","type":"Condition","inputs":[
     {"name":"kind","type":"String","expression":"$.data.kind"},{"name":"unused",
     "type":"Number","expression":"$.data.n"}],
   "configuration":{"condition":{"conditions":[{"name":"Fruit","expression":"kind == \"fruit\""},
     {"name":"Nut","expression":"kind == \"nut\""},{"name":"default"}]}}},
  {"name":"Each","type":"Iterator","inputs":[{"name":"array",
     "type":"Array","expression":"$.data.items"}],
   "outputs":[{"name":"arrayItem","type":"String"},{"name":"arraySize","type":"Number"}]},
  {"name":"Ask","type":"Prompt",
     "configuration":{"prompt":{"sourceConfiguration":{"inline":{"templateType":"TEXT",
     "modelId":"m","templateConfiguration":{"text":{"text":"About {{item}}"}}}}}},
   "inputs":[{"name":"item","type":"String","expression":"$.data"}],
     "outputs":[{"name":"modelCompletion","type":"String"}]},
  {"name":"Gather","type":"Collector","inputs":[{"name":"arrayItem",
     "type":"String","expression":"$.data"},
     {"name":"arraySize","type":"Number","expression":"$.data"}],
     "outputs":[{"name":"collectedArray","type":"Array"}]},
  {"name":"Out1","type":"Output","inputs":[{"name":"document",
     "type":"Array","expression":"$.data"}]},
  {"name":"Out2","type":"Output","inputs":[{"name":"document",
     "type":"Object","expression":"$.data"}]}],
 "connections":[
  {"name":"C0","type":"Data","source":"In1","target":"Pick","configuration":{"data":{
     "sourceOutput":"document","targetInput":"kind"}}},
  {"name":"C1","type":"Data","source":"In1","target":"Pick","configuration":{"data":{
     "sourceOutput":"document","targetInput":"unused"}}},
  {"name":"C2","type":"Data","source":"In1","target":"Each","configuration":{"data":{
     "sourceOutput":"document","targetInput":"array"}}},
  {"name":"C3","type":"Data","source":"Each","target":"Ask","configuration":{"data":{
     "sourceOutput":"arrayItem","targetInput":"item"}}},
  {"name":"C4","type":"Data","source":"Ask","target":"Gather","configuration":
     {"data":{"sourceOutput":"modelCompletion","targetInput":"arrayItem"}}},
  {"name":"C5","type":"Data","source":"Each","target":"Gather","configuration":
     {"data":{"sourceOutput":"arraySize","targetInput":"arraySize"}}},
  {"name":"C6","type":"Data","source":"Gather","target":"Out1","configuration":
     {"data":{"sourceOutput":"collectedArray","targetInput":"document"}}},
  {"name":"C7","type":"Data","source":"In1","target":"Out2","configuration":{"data":{
     "sourceOutput":"document","targetInput":"document"}}},
  {"name":"C8","type":"Conditional","source":"Pick","target":"Each",
     "configuration":{"conditional":{"condition":"Fruit"}}},
  {"name":"C9","type":"Conditional","source":"Pick","target":"Out2",
     "configuration":{"conditional":{"condition":"Nut"}}}]})";

Json clean_flow() { return *base::parse_json(kCleanFlow); }

struct Case {
  std::string name;
  std::string patch;  // JSON Patch on the clean flow
  std::string type;   // of the finding that must be there
  std::string message;
  std::string details;  // JSON
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"EmptyConditionConfiguration", R"([{"op":"remove","path":"/nodes/1/configuration"}])",
       "MissingNodeConfiguration", "Node Pick is missing its configuration.", R"({"node":"Pick"})"},
      {"EmptyModelId",
       R"([{"op":"replace",
     "path":"/nodes/3/configuration/prompt/sourceConfiguration/inline/modelId","value":""}])",
       "MissingNodeConfiguration", "Node Ask is missing its configuration.", R"({"node":"Ask"})"},
      {"IteratorWithoutArray",
       R"([{"op":"replace","path":"/nodes/2/inputs/0/name","value":"list"}])", "MissingNodeInput",
       "Node Each is missing the input array.", R"({"node":"Each","input":"array"})"},
      {"PromptVariableWithoutInput",
       R"([{"op":"replace",
     "path":"/nodes/3/configuration/prompt/sourceConfiguration/inline/templateConfiguration/text/text","value":"{{item}} {{more}}"}])",
       "MissingNodeInput", "Node Ask is missing the input more.",
       R"({"node":"Ask","input":"more"})"},
      {"PromptWithoutOutput", R"([{"op":"remove","path":"/nodes/3/outputs/0"}])",
       "MissingNodeOutput", "Node Ask is missing the output modelCompletion.",
       R"({"node":"Ask","output":"modelCompletion"})"},
      {"InputWithInput",
       R"([{"op":"add","path":"/nodes/0/inputs","value":[{"name":"xx",
     "type":"String","expression":"$.data"}]}])",
       "UnknownNodeInput", "Node In1 has the unknown input xx.", R"({"node":"In1","input":"xx"})"},
      {"PromptInputWithoutVariable",
       R"([{"op":"add","path":"/nodes/3/inputs/-","value":{"name":"extra",
     "type":"String","expression":"$.data"}}])",
       "UnknownNodeInput", "Node Ask has the unknown input extra.",
       R"({"node":"Ask","input":"extra"})"},
      {"ConditionWithOutput",
       R"([{"op":"add","path":"/nodes/1/outputs","value":[{"name":"xx","type":"String"}]}])",
       "UnknownNodeOutput", "Node Pick has the unknown output xx.",
       R"({"node":"Pick","output":"xx"})"},
      {"IteratorOverString",
       R"([{"op":"replace","path":"/nodes/2/inputs/0/type","value":"String"}])",
       "MismatchedNodeInputType", "Input array of node Each must have type Array.",
       R"({"node":"Each","input":"array","expectedType":"Array"})"},
      {"CompletionAsObject",
       R"([{"op":"replace","path":"/nodes/3/outputs/0/type","value":"Object"}])",
       "MismatchedNodeOutputType", "Output modelCompletion of node Ask must have type String.",
       R"({"node":"Ask","output":"modelCompletion","expectedType":"String"})"},
      {"ExpressionWithoutData",
       R"([{"op":"replace","path":"/nodes/2/inputs/0/expression","value":"$.items"}])",
       "MalformedNodeInputExpression", "The expression of input array in node Each is not valid.",
       ""},
      {"ConditionOnUnknownName",
       R"([{"op":"replace",
     "path":"/nodes/1/configuration/condition/conditions/0/expression",
     "value":"colour == \"red\""}])",
       "MalformedConditionExpression", "The condition Fruit in node Pick is not valid.", ""},
      {"ConditionWithoutExpression",
       R"([{"op":"remove","path":"/nodes/1/configuration/condition/conditions/0/expression"}])",
       "MalformedConditionExpression", "The condition Fruit in node Pick is not valid.",
       R"({"node":"Pick","condition":"Fruit","cause":"The condition has no expression."})"},
      {"DefaultWithExpression",
       R"([{"op":"add","path":"/nodes/1/configuration/condition/conditions/2/expression",
     "value":"unused > 1"}])",
       "MalformedConditionExpression", "The condition default in node Pick is not valid.",
       R"({"node":"Pick","condition":"default","cause":"The default condition takes no expression."})"},
      {"SameConditionTwice",
       R"([{"op":"replace",
     "path":"/nodes/1/configuration/condition/conditions/1/expression",
     "value":"kind  ==  \"fruit\""}])",
       "DuplicateConditionExpression", "Node Pick repeats the condition kind  ==  \"fruit\".",
       R"({"node":"Pick","expression":"kind  ==  \"fruit\""})"},
      {"NoDefault", R"([{"op":"remove","path":"/nodes/1/configuration/condition/conditions/2"}])",
       "MissingDefaultCondition", "Condition node Pick has no default condition.",
       R"({"node":"Pick"})"},
      {"DataConnectionWithoutPorts", R"([{"op":"remove","path":"/connections/7/configuration"}])",
       "MissingConnectionConfiguration", "Connection C7 has no configuration.",
       R"({"connection":"C7"})"},
      {"ConditionalConnectionWithPorts",
       R"([{"op":"replace","path":"/connections/7/type","value":"Conditional"}])",
       "MissingConnectionConfiguration", "Connection C7 has no configuration.",
       R"({"connection":"C7"})"},
      {"UnknownSource", R"([{"op":"replace","path":"/connections/7/source","value":"Nowhere"}])",
       "UnknownConnectionSource", "Connection C7 has an unknown source.", R"({"connection":"C7"})"},
      {"UnknownTarget", R"([{"op":"replace","path":"/connections/9/target","value":"Nowhere"}])",
       "UnknownConnectionTarget", "Connection C9 has an unknown target.", R"({"connection":"C9"})"},
      {"UnknownOutput",
       R"([{"op":"replace","path":"/connections/7/configuration/data/sourceOutput",
     "value":"doc"}])",
       "UnknownConnectionSourceOutput", "Connection C7 starts at an unknown output.",
       R"({"connection":"C7"})"},
      {"UnknownInput",
       R"([{"op":"replace","path":"/connections/1/configuration/data/targetInput","value":"doc"}])",
       "UnknownConnectionTargetInput", "Connection C1 ends at an unknown input.",
       R"({"connection":"C1"})"},
      {"UnknownCondition",
       R"([{"op":"replace","path":"/connections/9/configuration/conditional/condition",
     "value":"Meat"}])",
       "UnknownConnectionCondition", "Connection C9 uses an unknown condition.",
       R"({"connection":"C9"})"},
      {"ConditionOfAPrompt", R"([{"op":"replace","path":"/connections/9/source","value":"In1"}])",
       "UnknownConnectionCondition", "Connection C9 uses an unknown condition.",
       R"({"connection":"C9"})"},
      {"SameConnectionTwice", R"([{"op":"copy","from":"/connections/9","path":"/connections/-"}])",
       "DuplicateConnections", "Nodes Pick and Out2 are connected twice.",
       R"({"source":"Pick","target":"Out2"})"},
      {"TwoSourcesForOneInput",
       R"([{"op":"add","path":"/connections/-","value":{"name":"CX",
     "type":"Data","source":"Each","target":"Gather","configuration":{"data":{
     "sourceOutput":"arrayItem","targetInput":"arrayItem"}}}}])",
       "MultipleNodeInputConnections",
       "Input arrayItem of node Gather has more than one connection.",
       R"({"node":"Gather","input":"arrayItem"})"},
      {"UnconnectedInput", R"([{"op":"remove","path":"/connections/1"}])", "UnfulfilledNodeInput",
       "Input unused of node Pick is not connected.", R"({"node":"Pick","input":"unused"})"},
      {"ObjectIntoString",
       R"([{"op":"replace","path":"/nodes/1/inputs/0/expression","value":"$.data"}])",
       "IncompatibleConnectionDataType", "Connection C0 joins incompatible data types.",
       R"({"connection":"C0"})"},
      {"PartOfAString",
       R"([{"op":"replace","path":"/nodes/3/inputs/0/expression","value":"$.data.x"}])",
       "IncompatibleConnectionDataType", "Connection C3 joins incompatible data types.",
       R"({"connection":"C3"})"},
      {"WildcardIntoString",
       R"([{"op":"replace","path":"/nodes/1/inputs/0/expression","value":"$.data.*"}])",
       "IncompatibleConnectionDataType", "Connection C0 joins incompatible data types.",
       R"({"connection":"C0"})"},
      {"Cycle",
       R"([{"op":"replace","path":"/connections/2/source","value":"Gather"},{"op":"replace",
     "path":"/connections/2/configuration/data/sourceOutput","value":"collectedArray"}])",
       "CyclicConnection", "Connection C4 creates a cycle.", ""},
      {"LoneNode",
       R"([{"op":"add","path":"/nodes/-","value":{"name":"Alone","type":"Input",
     "outputs":[{"name":"document","type":"String"}]}},{"op":"replace",
     "path":"/nodes/7/type","value":"Iterator"}])",
       "UnreachableNode", "Node Alone cannot be reached.", R"({"node":"Alone"})"},
      {"TwoInputNodes",
       R"([{"op":"add","path":"/nodes/-","value":{"name":"In2","type":"Input",
     "outputs":[{"name":"document","type":"String"}]}}])",
       "Unspecified", "The flow has more than 1 Input node.", "{}"},
      {"CollectorWithoutIteration",
       R"([{"op":"replace","path":"/connections/4/source","value":"In1"},{"op":"replace",
     "path":"/connections/4/configuration/data/sourceOutput","value":"document"},
     {"op":"replace","path":"/nodes/4/inputs/0/type","value":"Object"}])",
       "Unspecified", "Node Gather has no iteration to collect from.", "{}"},
  };
  return all;
}

class BrokenFlow : public ::testing::TestWithParam<Case> {};

TEST_P(BrokenFlow, HasItsFinding) {
  const Case& broken = GetParam();
  const Json flow = clean_flow().patch(*base::parse_json(broken.patch));
  const auto findings = validate_definition(flow);
  const auto found = std::find_if(findings.begin(), findings.end(), [&](const auto& finding) {
    return finding.type == broken.type && finding.message == broken.message;
  });
  ASSERT_NE(found, findings.end()) << model::to_json_text(findings);
  if (broken.details.empty()) return;
  EXPECT_EQ(base::to_text(found->details), broken.details);
}

INSTANTIATE_TEST_SUITE_P(Rules, BrokenFlow, ::testing::ValuesIn(cases()),
                         [](const auto& parameter) { return parameter.param.name; });

TEST(Validate, TheCleanFlowIsClean) {
  EXPECT_EQ(model::to_json_text(validate_definition(clean_flow())), "[]");
}

TEST(Validate, AFlowWithoutADefinitionHasNeitherStartNorEnd) {
  EXPECT_EQ(model::to_json_text(validate_definition(std::nullopt)),
            R"([{"details":{"missingStartingNodes":{}},"message":"The flow has no Input node.",)"
            R"("severity":"Error","type":"MissingStartingNodes"},)"
            R"({"details":{"missingEndingNodes":{}},"message":"The flow has no Output node.",)"
            R"("severity":"Error","type":"MissingEndingNodes"}])");
}

TEST(Validate, WarningsDoNotBlock) {
  Json flow = clean_flow();
  flow["nodes"].push_back(*base::parse_json(R"({"name":"Alone","type":"Lex"})"));
  const auto findings = validate_definition(flow);
  EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [](const auto& finding) {
    return finding.type == "UnreachableNode" && finding.severity == model::Severity::kWarning;
  }));
  const std::vector<model::Finding> warning = {
      {.type = "UnreachableNode", .severity = model::Severity::kWarning, .message = "m"}};
  EXPECT_FALSE(model::has_error(warning));
}

TEST(Validate, StopsAtTheMostFindingsThatAnAnswerMayHold) {
  Json flow = clean_flow();
  for (std::size_t i = 0; i < 2 * base::limits::kFindingsMax; ++i) {
    flow["connections"].push_back({{"name", "X" + std::to_string(i)},
                                   {"type", "Data"},
                                   {"source", "In1"},
                                   {"target", "Out1"}});
  }
  EXPECT_EQ(validate_definition(flow).size(), base::limits::kFindingsMax);
}

TEST(Validate, EveryRuleHasACaseThatReachesIt) {
  std::set<std::string> reached = {"MissingStartingNodes", "MissingEndingNodes"};
  for (const Case& broken : cases()) reached.insert(broken.type);
  for (const Rule& rule : rules())
    EXPECT_TRUE(reached.contains(std::string(rule.type))) << rule.type;
}

}  // namespace
}  // namespace flows::validate
