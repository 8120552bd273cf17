#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "base/json.h"
#include "nodes/registry.h"
#include "validate/validate.h"

// Breaks whole flows in one place after the other. Each fault has one finding, however many things
// it touches.
namespace flows::validate {
namespace {

using base::Json;

struct NamedFlow {
  std::string name;
  Json definition;
};

Json read_json(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return base::parse_json(text.str()).value();
}

// The flows that the engine's golden tests run, and the one that the cases of findings break.
std::vector<NamedFlow> clean_flows() {
  const std::filesystem::path golden = FLOWS_SOURCE_DIR "/tests/golden";
  std::vector<NamedFlow> flows = {{"clean_flow", read_json(golden / "findings/clean_flow.json")}};
  for (const auto& entry : std::filesystem::directory_iterator(golden / "flows")) {
    if (entry.path().extension() != ".json") continue;
    flows.push_back({entry.path().stem(), read_json(entry.path()).at("definition")});
  }
  return flows;
}

// What is expected of a mutation: "<type> <node or connection>".
using Expect =
    std::function<void(const std::string& what, const Json& broken, const std::string& expected)>;

std::string report(const std::vector<model::Finding>& findings) {
  std::string text;
  for (const auto& finding : findings) {
    if (!text.empty()) text += ", ";
    const auto* name = base::find_member(finding.details, "node");
    if (name == nullptr) name = base::find_member(finding.details, "connection");
    if (name == nullptr) name = base::find_member(finding.details, "source");
    text += fmt::format("{} {}", finding.type, name == nullptr ? "" : name->get<std::string>());
  }
  return text;
}

void break_names(const Json& flow, std::size_t at, const Expect& expect) {
  const Json::json_pointer place(fmt::format("/connections/{}", at));
  const std::string name = flow.at(place).at("name");
  const auto put = [&](const char* member, const char* type) {
    Json broken = flow;
    broken[place / Json::json_pointer(member)] = "Nowhere";
    expect(fmt::format("{} of {}", member, name), broken, fmt::format("{} {}", type, name));
  };
  put("/source", "UnknownConnectionSource");
  put("/target", "UnknownConnectionTarget");
  if (flow.at(place).at("type") == "Data") {
    put("/configuration/data/sourceOutput", "UnknownConnectionSourceOutput");
    put("/configuration/data/targetInput", "UnknownConnectionTargetInput");
  } else {
    put("/configuration/conditional/condition", "UnknownConnectionCondition");
  }
}

void break_connection(const Json& flow, std::size_t at, const Expect& expect) {
  const Json connection = flow["connections"][at];
  const std::string name = connection["name"];
  Json broken = flow;
  broken["connections"][at].erase("configuration");
  expect("no configuration of " + name, broken, "MissingConnectionConfiguration " + name);
  broken = flow;
  broken["connections"].push_back(connection);
  broken["connections"].back()["name"] = "Again";
  expect("twice " + name, broken,
         "DuplicateConnections " + connection["source"].get<std::string>());
  if (connection["type"] != "Data") return;
  broken = flow;
  broken["connections"].erase(at);
  expect("without " + name, broken,
         "UnfulfilledNodeInput " + connection["target"].get<std::string>());
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

void break_node(const Json& flow, std::size_t at, const Expect& expect) {
  const Json::json_pointer place(fmt::format("/nodes/{}", at));
  const Json& node = flow.at(place);
  const std::string name = node["name"];
  const auto* const type = nodes::find_node_type(node["type"].get<std::string>());
  for (std::size_t input = 0; node.contains("inputs") && input < node["inputs"].size(); ++input) {
    const auto port = place / "inputs" / input;
    Json broken = flow;
    broken[port / "expression"] = "$.nothing";
    expect(fmt::format("expression of {}", name), broken, "MalformedNodeInputExpression " + name);
    break_port(flow, port, name, type->inputs, "NodeInput", expect);
  }
  for (std::size_t output = 0; node.contains("outputs") && output < node["outputs"].size();
       ++output) {
    break_port(flow, place / "outputs" / output, name, type->outputs, "NodeOutput", expect);
  }
  const Json::json_pointer model("/configuration/prompt/sourceConfiguration/inline/modelId");
  if (node.contains(model)) {
    Json broken = flow;
    broken[place / model] = "";
    expect("model of " + name, broken, "MissingNodeConfiguration " + name);
  }
}

void break_conditions(const Json& flow, std::size_t at, const Expect& expect) {
  const Json::json_pointer list(fmt::format("/nodes/{}/configuration/condition/conditions", at));
  if (!flow.contains(list)) return;
  const std::string name = flow["nodes"][at]["name"];
  for (std::size_t entry = 0; entry < flow.at(list).size(); ++entry) {
    Json broken = flow;
    if (flow.at(list)[entry].contains("expression")) {
      broken[list / entry / "expression"] = "(";
      expect("condition of " + name, broken, "MalformedConditionExpression " + name);
    } else {
      broken.at(list).erase(entry);
      expect("default of " + name, broken, "MissingDefaultCondition " + name);
    }
  }
}

TEST(Mutations, EachFaultHasOneFinding) {
  int mutations = 0;
  for (const auto& [flow_name, flow] : clean_flows()) {
    SCOPED_TRACE(flow_name);
    EXPECT_EQ(report(validate_definition(flow)), "");
    const Expect expect = [&mutations](const std::string& what, const Json& broken,
                                       const std::string& expected) {
      ++mutations;
      EXPECT_EQ(report(validate_definition(broken)), expected) << what;
    };
    for (std::size_t at = 0; at < flow["connections"].size(); ++at) {
      break_names(flow, at, expect);
      break_connection(flow, at, expect);
    }
    for (std::size_t at = 0; at < flow["nodes"].size(); ++at) {
      break_node(flow, at, expect);
      break_conditions(flow, at, expect);
    }
  }
  EXPECT_GT(mutations, 500);
}

}  // namespace
}  // namespace flows::validate
