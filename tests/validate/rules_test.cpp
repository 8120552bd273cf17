#include "validate/rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "base/limits.h"
#include "validate/validate.h"

namespace flows::validate {
namespace {

using base::Json;

// tests/golden/findings has a clean flow with every node type that has rules of its own, and cases
// that each break it in one place, by a JSON Patch.
Json read_golden(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(std::string(FLOWS_SOURCE_DIR) + "/tests/golden/findings/" + name).rdbuf();
  const auto json = base::parse_json(text.str());
  EXPECT_TRUE(json) << name << ": " << json.error().message;
  return *json;
}

Json clean_flow() { return read_golden("clean_flow.json"); }

struct Case {
  std::string name;
  Json patch;
  std::string type;  // of the finding that must be there
  std::string message;
  Json details;  // null: not compared, since they hold the cause
  std::string pointer;
  std::vector<std::string> others;  // what else the patch breaks: messages of other findings

  // Test programs list the parameters of their tests by this.
  friend void PrintTo(const Case& broken, std::ostream* out) { *out << broken.name; }
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const Json& json : read_golden("cases.json")) {
    const Json* details = base::find_member(json, "details");
    all.push_back({.name = json.at("name"),
                   .patch = json.at("patch"),
                   .type = json.at("type"),
                   .message = json.at("message"),
                   .details = details == nullptr ? Json(nullptr) : *details,
                   .pointer = json.at("pointer"),
                   .others = json.value("others", std::vector<std::string>())});
  }
  return all;
}

class BrokenFlow : public ::testing::TestWithParam<Case> {};

TEST_P(BrokenFlow, HasItsFindingAndNoneThatFollowsFromIt) {
  const Case& broken = GetParam();
  const Json flow = clean_flow().patch(broken.patch);
  const auto findings = validate_definition(flow);
  const auto found = std::find_if(findings.begin(), findings.end(), [&](const auto& finding) {
    return finding.type == broken.type && finding.message == broken.message;
  });
  ASSERT_NE(found, findings.end()) << model::to_json_text(findings);
  EXPECT_EQ(found->pointer, broken.pointer);
  if (!broken.details.is_null()) {
    EXPECT_EQ(found->details, broken.details);
  }
  std::vector<std::string> others;
  for (const auto& finding : findings) {
    if (&finding != &*found) others.push_back(finding.message);
  }
  EXPECT_EQ(others, broken.others);
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
