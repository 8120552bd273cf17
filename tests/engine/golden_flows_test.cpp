#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "backends/python_runner.h"
#include "engine/executor.h"
#include "engine/run_state.h"
#include "support/echo_model.h"
#include "support/fake_clock.h"
#include "support/sequential_ids.h"
#include "validate/validate.h"
#include "wire/service_model.h"
#include "wire/shape_check.h"

// Every flow of tests/golden/flows is run with each of its inputs; what happened is compared with
// the text beside it. UPDATE_GOLDEN=1 rewrites the texts.
namespace flows::engine {
namespace {

using base::Json;
using base::to_text;
using model::FlowEvent;
using model::FlowEventKind;

const std::filesystem::path kFolder =
    std::filesystem::path(FLOWS_SOURCE_DIR) / "tests/golden/flows";

std::string read_file(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::string describe_fields(const FlowEvent& event) {
  std::string text;
  for (const model::EventField& field : event.fields) {
    text += " " + field.name + " " + to_text(field.content);
    if (field.category) text += " (" + *field.category + ")";
    if (field.source) {
      text += " <- " + field.source->node + "." + field.source->output;
      if (field.source->expression != "$.data") text += " " + field.source->expression;
    }
    for (const model::FieldTarget& target : field.next) {
      text += " -> " + target.node + "." + target.input;
    }
    text += ";";
  }
  if (!text.empty()) text.pop_back();
  return text;
}

// One line an event, indented by the depth of its scope.
std::string describe(const FlowEvent& event) {
  std::string where(2 + 2 * event.scope.size(), ' ');
  for (const model::ScopeStep& step : event.scope) {
    where += "[" + step.node + " " + std::to_string(step.index) + "] ";
  }
  where += event.node;
  switch (event.kind) {
    case FlowEventKind::kFlowInput: return "input" + describe_fields(event);
    case FlowEventKind::kNodeInput: return where + " takes" + describe_fields(event);
    case FlowEventKind::kNodeOutput: return where + " gives" + describe_fields(event);
    case FlowEventKind::kFlowOutput: return where + " returns" + describe_fields(event);
    case FlowEventKind::kNodeSpread: return where + " spreads" + describe_fields(event);
    case FlowEventKind::kConditionResult:
      return where + " selects " + event.satisfied_conditions[0];
    case FlowEventKind::kPassEnded: return where + (event.again ? " goes on" : " ends the loop");
    case FlowEventKind::kNodeAction:
      return where + " called " + event.action->service_name + " " + event.action->operation_name +
             (event.action->request.contains("inferenceConfig")
                  ? " " + to_text(event.action->request.at("inferenceConfig"))
                  : "");
    case FlowEventKind::kNodeFailure: return where + " fails: " + event.failure->message;
    case FlowEventKind::kFlowFailure: return "failed: " + event.failure->message;
  }
  return where;
}

class Transcript final : public EventSink {
 public:
  bool emit(const FlowEvent& event) override {
    text += describe(event) + "\n";
    history.push_back(event);
    return true;
  }

  std::string text = {};
  model::History history = {};
};

std::shared_ptr<const CompiledFlow> compile(const Json& flow) {
  const Json& definition = flow.at("definition");
  const auto* const shape = wire::find_shape(wire::Service::kControl, "FlowDefinition");
  const auto conformed = wire::conform(wire::Service::kControl, *shape, definition);
  EXPECT_TRUE(conformed) << (conformed ? "" : conformed.error().message);
  EXPECT_EQ(model::to_json_text(validate::validate_definition(definition)), "[]");
  auto compiled = CompiledFlow::compile(model::read_definition(definition));
  EXPECT_TRUE(compiled) << (compiled ? "" : compiled.error().message);
  return compiled ? *compiled : nullptr;
}

std::string run_all(const Json& flow) {
  const auto compiled = compile(flow);
  if (compiled == nullptr) return "";
  std::string text = flow.at("about").get<std::string>() + "\n";
  for (const Json& input : flow.at("inputs")) {
    testing::EchoModel model;
    testing::FakeClock clock;
    backends::CallJournal calls;
    backends::PythonRunner python(clock, calls);
    testing::SequentialIds ids;
    testing::EchoServices services;
    nodes::Clients clients{model,    services, services, services,
                           services, services, python,   services};
    const RunContext context{.clients = clients,
                             .clock = clock,
                             .ids = ids,
                             .deadline = clock.now() + std::chrono::hours(1)};
    Transcript transcript;
    const RunEnding ending = run(*compiled, input, context, transcript);
    text += "\n" + transcript.text;
    if (ending.status == RunStatus::kSucceeded) text += "succeeded\n";
    // The same events lead to the same state: nothing is left to do after the last one.
    if (ending.status != RunStatus::kSucceeded) continue;
    RunState replayed(*compiled);
    for (const FlowEvent& event : transcript.history) replayed.apply(event);
    EXPECT_TRUE(std::holds_alternative<Nothing>(replayed.next()));
  }
  return text;
}

std::vector<std::filesystem::path> flow_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class GoldenFlow : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(GoldenFlow, HappensAsWrittenDown) {
  const auto flow = base::parse_json(read_file(GetParam()));
  ASSERT_TRUE(flow) << flow.error().message;
  const std::string actual = run_all(*flow);
  std::filesystem::path expected = GetParam();
  expected.replace_extension(".txt");
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(expected) << actual;
  EXPECT_EQ(actual, read_file(expected)) << expected;
}

INSTANTIATE_TEST_SUITE_P(Flows, GoldenFlow, ::testing::ValuesIn(flow_files()),
                         [](const auto& parameter) { return parameter.param.stem().string(); });

TEST(GoldenFlows, AreThere) { EXPECT_GE(flow_files().size(), 12U); }

}  // namespace
}  // namespace flows::engine
