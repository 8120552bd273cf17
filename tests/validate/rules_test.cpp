#include "validate/rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "base/limits.h"
#include "validate/definition_checks.h"
#include "validate/validate.h"
#include "wire/service_model.h"
#include "wire/shape_check.h"

namespace flows::validate {
namespace {

using base::Json;
namespace fs = std::filesystem;

const fs::path kFolder = FLOWS_SOURCE_DIR "/tests/golden/findings";

Json read_golden(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  const auto json = base::parse_json(text.str());
  EXPECT_TRUE(json) << file << ": " << json.error().message;
  return *json;
}

Json clean_flow() { return read_golden(kFolder / "clean_flow.json"); }

// tests/golden/findings has a clean flow with every node type that has rules of its own, and for
// each FlowValidationType a folder with definitions, most of them given as a JSON Patch of the
// clean flow: bad-*.json with that finding, good-*.json without any. UPDATE_GOLDEN=1 writes down
// what is found.
std::vector<fs::path> golden_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(kFolder)) {
    if (entry.is_regular_file() && entry.path().parent_path() != kFolder) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

Json definition_of(const Json& golden) {
  const Json* definition = base::find_member(golden, "definition");
  return definition == nullptr ? clean_flow().patch(golden.at("patch")) : *definition;
}

Json findings_of(const Json& golden) {
  Json found = Json::array();
  for (const model::Finding& finding : validate_definition(definition_of(golden))) {
    const bool is_error = finding.severity == model::Severity::kError;
    found.push_back({{"type", finding.type},
                     {"severity", is_error ? "Error" : "Warning"},
                     {"message", finding.message},
                     {"pointer", finding.pointer},
                     {"details", finding.details}});
  }
  return found;
}

// Each item of a list on a line of its own.
std::string lay_out(const Json& golden) {
  std::string text;
  for (const auto& [name, value] : golden.items()) {
    text += text.empty() ? "{\n" : ",\n";
    text += " " + Json(name).dump() + ": ";
    if (name == "definition") {
      text += lay_out(value);
    } else if (value.is_array() && !value.empty()) {
      std::string items;
      for (const Json& item : value) items += (items.empty() ? "[\n  " : ",\n  ") + item.dump();
      text += items + "]";
    } else {
      text += value.dump();
    }
  }
  return text + "}";
}

class GoldenFindings : public ::testing::TestWithParam<fs::path> {};

TEST_P(GoldenFindings, AreTheseAndNoneThatFollowsFromThem) {
  Json golden = read_golden(GetParam());
  const Json found = findings_of(golden);
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    golden["findings"] = found;
    std::ofstream(GetParam()) << lay_out(golden) << '\n';
  }
  EXPECT_EQ(found, golden.at("findings")) << golden.at("about") << '\n' << found.dump(1);
}

// Otherwise it would show what no flow can have.
TEST_P(GoldenFindings, AreThoseOfADefinitionThatCanBeSaved) {
  const Json definition = definition_of(read_golden(GetParam()));
  const auto* const shape = wire::find_shape(wire::Service::kControl, "FlowDefinition");
  const auto normalized = wire::validate_and_normalize(wire::Service::kControl, *shape, definition);
  EXPECT_TRUE(normalized) << normalized.error().message;
  const auto checked = check_definition(definition);
  EXPECT_TRUE(checked) << checked.error().message;
}

INSTANTIATE_TEST_SUITE_P(Rules, GoldenFindings, ::testing::ValuesIn(golden_files()),
                         [](const auto& parameter) {
                           std::string name = parameter.param.parent_path().filename().string() +
                                              "_" + parameter.param.stem().string();
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(GoldenFindings, EveryTypeHasItsFolderWithGoodAndBad) {
  std::set<std::string> folders;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.is_directory()) folders.insert(entry.path().filename());
  }
  std::set<std::string> types;
  for (const auto type : wire::enum_values(wire::Service::kControl, "FlowValidationType")) {
    types.emplace(type);
    int good = 0;
    int bad = 0;
    for (const auto& entry : fs::directory_iterator(kFolder / type)) {
      const std::string name = entry.path().filename();
      const bool is_good = name.starts_with("good-");
      EXPECT_TRUE(is_good || name.starts_with("bad-")) << entry.path();
      const Json findings = read_golden(entry.path()).at("findings");
      const bool has_it = std::any_of(findings.begin(), findings.end(), [&](const Json& finding) {
        return finding.at("type") == type;
      });
      EXPECT_TRUE(is_good ? findings.empty() : has_it) << entry.path();
      ++(is_good ? good : bad);
    }
    EXPECT_GE(good, 1) << type;
    EXPECT_GE(bad, 2) << type;
  }
  EXPECT_EQ(folders, types);
}

TEST(Validate, TheCleanFlowIsClean) {
  EXPECT_EQ(model::to_json_text(validate_definition(clean_flow())), "[]");
}

TEST(Validate, AFlowWithoutADefinitionHasNeitherStartNorEnd) {
  EXPECT_EQ(model::to_json_text(validate_missing_definition()),
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

}  // namespace
}  // namespace flows::validate
