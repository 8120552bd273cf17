#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/json.h"
#include "nodes/registry.h"
#include "validate/validate.h"
#include "wire/service_model.h"

// Breaks whole flows in one place after the other. Each fault has one finding, however many things
// it touches.
namespace flows::validate {
namespace {

using base::Json;
using Pointer = Json::json_pointer;

struct NamedFlow {
  std::string name;
  Json definition;
};

Json read_json(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return base::parse_json(text.str()).value();
}

// Flows as people write them, those that the engine's golden tests run, and the one that the golden
// findings break.
std::vector<NamedFlow> clean_flows() {
  const std::filesystem::path golden = FLOWS_SOURCE_DIR "/tests/golden";
  std::vector<NamedFlow> flows = {{"clean_flow", read_json(golden / "findings/clean_flow.json")}};
  for (const auto& entry : std::filesystem::directory_iterator(golden / "clean_flows")) {
    flows.push_back({entry.path().stem(), read_json(entry.path())});
  }
  for (const auto& entry : std::filesystem::directory_iterator(golden / "flows")) {
    if (entry.path().extension() != ".json") continue;
    flows.push_back({entry.path().stem(), read_json(entry.path()).at("definition")});
  }
  return flows;
}

// What is expected of a mutation: "<type> <node or connection>" for each finding, in order.
using Expect =
    std::function<void(const std::string& what, const Json& broken, const std::string& expected)>;

// A definition within a flow: its own, or that of a loop.
struct Definition {
  const Json& flow;
  Pointer place;
  std::string loop;  // the name of the Loop that it is in; empty for the flow's own

  [[nodiscard]] const Json& nodes() const { return flow.at(place / "nodes"); }
  [[nodiscard]] const Json& connections() const { return flow.at(place / "connections"); }
};

const nodes::NodeType& type_of(const Json& node) {
  return *nodes::find_node_type(node.at("type").get<std::string>());
}

const Json& node_named(const Definition& definition, const Json& name) {
  return *std::ranges::find(definition.nodes(), name,
                            [](const Json& node) { return node.at("name"); });
}

void append(std::string& expected, std::string_view type, const Json& name) {
  if (!expected.empty()) expected += ", ";
  expected += fmt::format("{} {}", type, name.get<std::string>());
}

std::string report(const std::vector<model::Finding>& findings) {
  std::string text;
  for (const auto& finding : findings) {
    if (!text.empty()) text += ", ";
    const Json* name = nullptr;
    for (const char* const member : {"node", "connection", "source", "loopNode"}) {
      if (name == nullptr) name = base::find_member(finding.details, member);
    }
    text += fmt::format("{} {}", finding.type, name == nullptr ? "" : name->get<std::string>());
  }
  return text;
}

void break_names(const Definition& in, std::size_t at, const Expect& expect) {
  const Pointer place = in.place / "connections" / at;
  const std::string name = in.flow.at(place).at("name");
  const auto put = [&](const char* member, const char* type) {
    Json broken = in.flow;
    broken[place / Pointer(member)] = "Nowhere";
    expect(fmt::format("{} of {}", member, name), broken, fmt::format("{} {}", type, name));
  };
  put("/source", "UnknownConnectionSource");
  put("/target", "UnknownConnectionTarget");
  if (in.flow.at(place).at("type") == "Data") {
    put("/configuration/data/sourceOutput", "UnknownConnectionSourceOutput");
    put("/configuration/data/targetInput", "UnknownConnectionTargetInput");
  } else {
    put("/configuration/conditional/condition", "UnknownConnectionCondition");
  }
}

bool is_optional_input(const Definition& in, const Json& connection) {
  const auto ports = type_of(node_named(in, connection["target"])).inputs;
  const Json& input = connection.at(Pointer("/configuration/data/targetInput"));
  const auto port = std::ranges::find(ports, input.get<std::string>(), &nodes::PortSpec::name);
  return port != ports.end() && !port->required;
}

void break_connection(const Definition& in, std::size_t at, const Expect& expect) {
  const Json connection = in.connections()[at];
  const std::string name = connection["name"];
  Json broken = in.flow;
  broken[in.place / "connections" / at].erase("configuration");
  expect("no configuration of " + name, broken, "MissingConnectionConfiguration " + name);
  broken = in.flow;
  Json again = connection;
  again["name"] = "Again";
  broken[in.place / "connections"].push_back(again);
  expect("twice " + name, broken,
         "DuplicateConnections " + connection["source"].get<std::string>());
  for (const Json& node : in.nodes()) {
    if (node["type"] != "Loop") continue;
    broken = in.flow;
    broken[in.place / "connections" / at]["target"] =
        node.at(Pointer("/configuration/loop/definition/nodes/0/name"));
    expect("into a loop " + name, broken, "InvalidLoopBoundary " + name);
  }
  if (connection["type"] != "Data") return;
  broken = in.flow;
  broken[in.place / "connections"].erase(at);
  expect("without " + name, broken,
         is_optional_input(in, connection)
             ? ""
             : "UnfulfilledNodeInput " + connection["target"].get<std::string>());
}

void break_port(const Json& flow, const Json::json_pointer& place, const std::string& node,
                std::span<const nodes::PortSpec> ports, const char* type, const Expect& expect) {
  const auto port = std::ranges::find(ports, flow.at(place).at("name").get<std::string>(),
                                      &nodes::PortSpec::name);
  if (port == ports.end()) return;
  if (port->type) {
    Json broken = flow;
    broken[place / "type"] = *port->type == model::IoType::kObject ? "Array" : "Object";
    expect(fmt::format("type of {}.{}", node, port->name), broken,
           fmt::format("Mismatched{}Type {}", type, node));
  }
  if (!port->required) return;
  Json broken = flow;
  broken[place / "name"] = "renamed";
  expect(fmt::format("name of {}.{}", node, port->name), broken,
         fmt::format("Unknown{} {}", type, node));
}

void break_ports(const Definition& in, std::size_t at, const Expect& expect) {
  const Pointer place = in.place / "nodes" / at;
  const Json& node = in.flow.at(place);
  const std::string name = node["name"];
  const nodes::NodeType& type = type_of(node);
  for (std::size_t input = 0; node.contains("inputs") && input < node["inputs"].size(); ++input) {
    const auto port = place / "inputs" / input;
    Json broken = in.flow;
    broken[port / "expression"] = "$.nothing";
    expect(fmt::format("expression of {}", name), broken, "MalformedNodeInputExpression " + name);
    break_port(in.flow, port, name, type.inputs, "NodeInput", expect);
  }
  for (std::size_t output = 0; node.contains("outputs") && output < node["outputs"].size();
       ++output) {
    break_port(in.flow, place / "outputs" / output, name, type.outputs, "NodeOutput", expect);
  }
  if (!type.free_inputs) {
    Json broken = in.flow;
    broken[place]["inputs"].push_back(
        {{"name", "surplus"}, {"type", "String"}, {"expression", "$.data"}});
    expect("one more input of " + name, broken, "UnknownNodeInput " + name);
  }
  if (!type.free_outputs) {
    Json broken = in.flow;
    broken[place]["outputs"].push_back({{"name", "surplus"}, {"type", "String"}});
    expect("one more output of " + name, broken, "UnknownNodeOutput " + name);
  }
}

void break_node(const Definition& in, std::size_t at, const Expect& expect) {
  const Pointer place = in.place / "nodes" / at;
  const Json& node = in.flow.at(place);
  const std::string name = node["name"];
  Json broken = in.flow;
  broken[place]["name"] = "Renamed";
  std::string expected;
  for (const char* const end : {"source", "target"}) {
    for (const Json& connection : in.connections()) {
      if (connection[end] != name) continue;
      append(expected, end[0] == 's' ? "UnknownConnectionSource" : "UnknownConnectionTarget",
             connection["name"]);
    }
  }
  expect("name of " + name, broken, expected);
  if (type_of(node).configured) {
    broken = in.flow;
    broken[place].erase("configuration");
    expect("no configuration of " + name, broken, "MissingNodeConfiguration " + name);
  }
  for (const char* const text :
       {"/configuration/prompt/sourceConfiguration/inline/modelId",
        "/configuration/lambdaFunction/lambdaArn", "/configuration/agent/agentAliasArn",
        "/configuration/knowledgeBase/knowledgeBaseId", "/configuration/lex/localeId",
        "/configuration/storage/serviceConfiguration/s3/bucketName",
        "/configuration/inlineCode/code"}) {
    if (!node.contains(Pointer(text))) continue;
    broken = in.flow;
    broken.at(place)[Pointer(text)] = "";
    expect(text + name, broken, "MissingNodeConfiguration " + name);
  }
}

void break_conditions(const Definition& in, std::size_t at, const Expect& expect) {
  const Pointer list = in.place / "nodes" / at / Pointer("/configuration/condition/conditions");
  if (!in.flow.contains(list)) return;
  const std::string name = in.nodes()[at]["name"];
  for (std::size_t entry = 0; entry < in.flow.at(list).size(); ++entry) {
    Json broken = in.flow;
    const Json* expression = base::find_member(in.flow.at(list)[entry], "expression");
    if (expression == nullptr) {
      broken.at(list).erase(entry);
      expect("default of " + name, broken, "MissingDefaultCondition " + name);
      continue;
    }
    broken[list / entry / "expression"] = "(";
    expect("condition of " + name, broken, "MalformedConditionExpression " + name);
    broken = in.flow;
    broken[list].push_back(
        {{"name", "Again"}, {"expression", "  " + expression->get<std::string>()}});
    expect("condition twice " + name, broken, "DuplicateConditionExpression " + name);
  }
  for (const Json& connection : in.connections()) {
    if (connection["target"] != name || connection["type"] != "Data") continue;
    Json broken = in.flow;
    broken[in.place / "connections"].push_back(
        {{"name", "Back"},
         {"type", "Conditional"},
         {"source", name},
         {"target", connection["source"]},
         {"configuration", {{"conditional", {{"condition", "default"}}}}}});
    expect("cycle through " + name, broken, "CyclicConnection Back");
  }
}

// The ends of a loop: there is one of each.
void break_loop(const Definition& in, std::size_t at, const Expect& expect) {
  const Json node = in.nodes()[at];
  const bool is_start = node["type"] == "LoopInput";
  if (!is_start && node["type"] != "LoopController") return;
  Json broken = in.flow;
  broken[in.place / "nodes"].erase(at);
  std::string expected;
  for (const Json& connection : in.connections()) {
    if (connection[is_start ? "source" : "target"] != node["name"]) continue;
    append(expected, is_start ? "UnknownConnectionSource" : "UnknownConnectionTarget",
           connection["name"]);
  }
  append(expected, is_start ? "MissingLoopInputNode" : "MissingLoopControllerNode", in.loop);
  expect("no end of " + in.loop, broken, expected);
  broken = in.flow;
  Json twin = node;
  twin["name"] = "Twin";
  broken[in.place / "nodes"].push_back(twin);
  expected.clear();
  for (std::size_t input = 0; !is_start && input < node["inputs"].size(); ++input) {
    append(expected, "UnfulfilledNodeInput", "Twin");
  }
  append(expected, is_start ? "MultipleLoopInputNodes" : "MultipleLoopControllerNodes", in.loop);
  expect("two ends of " + in.loop, broken, expected);
}

// What a definition as a whole must have.
void break_whole(const Definition& in, const Expect& expect) {
  const Json input = {{"name", "Second"},
                      {"type", "Input"},
                      {"outputs", {{{"name", "document"}, {"type", "String"}}}}};
  Json broken = in.flow;
  broken[in.place / "nodes"].push_back(input);
  expect("one more Input", broken,
         in.loop.empty() ? "Unspecified " : "LoopIncompatibleNodeType " + in.loop);
  if (!in.loop.empty()) return;
  broken = in.flow;
  const auto is_output = [&](const Json& name) { return node_named(in, name)["type"] == "Output"; };
  for (std::size_t at = broken["connections"].size(); at-- > 0;) {
    if (is_output(broken["connections"][at]["target"])) broken["connections"].erase(at);
  }
  for (std::size_t at = broken["nodes"].size(); at-- > 0;) {
    if (broken["nodes"][at]["type"] == "Output") broken["nodes"].erase(at);
  }
  expect("no Output", broken, "MissingEndingNodes ");
}

void break_definition(const Definition& in, const Expect& expect) {
  break_whole(in, expect);
  for (std::size_t at = 0; at < in.connections().size(); ++at) {
    break_names(in, at, expect);
    break_connection(in, at, expect);
  }
  for (std::size_t at = 0; at < in.nodes().size(); ++at) {
    break_ports(in, at, expect);
    break_node(in, at, expect);
    break_conditions(in, at, expect);
    break_loop(in, at, expect);
    const Pointer body = in.place / "nodes" / at / Pointer("/configuration/loop/definition");
    if (in.flow.contains(body)) {
      break_definition({in.flow, body, in.nodes()[at]["name"]}, expect);
    }
  }
}

TEST(Mutations, EachFaultHasItsFindingAndNoOther) {
  int mutations = 0;
  std::set<std::string> types;
  const auto flows = clean_flows();
  EXPECT_GE(flows.size(), 30U);
  for (const auto& [flow_name, flow] : flows) {
    SCOPED_TRACE(flow_name);
    EXPECT_EQ(report(validate_definition(flow)), "");
    const Expect expect = [&mutations](const std::string& what, const Json& broken,
                                       const std::string& expected) {
      ++mutations;
      EXPECT_EQ(report(validate_definition(broken)), expected) << what;
    };
    break_definition({flow, Pointer(), ""}, expect);
    const Json values = flow.flatten();
    for (const auto& [pointer, value] : values.items()) {
      if (pointer.ends_with("/type") && value.is_string()) types.insert(value);
    }
  }
  EXPECT_GT(mutations, 2000);
  for (const auto type : wire::enum_values(wire::Service::kControl, "FlowNodeType")) {
    EXPECT_TRUE(types.contains(std::string(type))) << type;
  }
}

}  // namespace
}  // namespace flows::validate
