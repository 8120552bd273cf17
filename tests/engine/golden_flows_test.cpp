#include <gtest/gtest.h>

#include <map>

#include "engine/run_state.h"
#include "model/event_json.h"
#include "support/golden_flow.h"

// Every flow of tests/golden/flows is run with each of its inputs; what happened is compared with
// the text beside it. UPDATE_GOLDEN=1 rewrites the texts.
namespace flows::engine {
namespace {

using base::Json;
using base::to_text;
using model::FlowEvent;
using model::FlowEventKind;
using testing::GoldenFlow;
using testing::Turn;

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
    case FlowEventKind::kNodeDependency:
      return where + " was told by its agent " + to_text(event.agent_traces.at(0).trace);
    case FlowEventKind::kInputRequired: return where + " asks" + describe_fields(event);
    case FlowEventKind::kInputGiven: return where + " is answered" + describe_fields(event);
    case FlowEventKind::kNodeFailure: return where + " fails: " + event.failure->message;
    case FlowEventKind::kFlowFailure: return "failed: " + event.failure->message;
  }
  return where;
}

std::string describe(const GoldenFlow& golden, const Turn& turn) {
  std::string text;
  for (const FlowEvent& event : turn.events) text += describe(event) + "\n";
  if (turn.ending.status == RunStatus::kSucceeded) text += "succeeded\n";
  if (turn.ending.status == RunStatus::kInputRequired) {
    const Question& question = *turn.ending.question;
    text += "waits for an answer to " + golden.flow->graph().node(question.node).name + "\n";
  }
  return text;
}

class GoldenFlows : public ::testing::TestWithParam<std::filesystem::path> {};
class GoldenFlowsOnServicesWithoutMemory : public GoldenFlows {};

TEST_P(GoldenFlows, HappensAsWrittenDown) {
  const GoldenFlow golden = testing::read_golden_flow(GetParam());
  std::string actual = golden.file.at("about").get<std::string>() + "\n";
  for (std::size_t input = 0; input < golden.file.at("inputs").size(); ++input) {
    actual += "\n";
    for (const Turn& turn : testing::play(golden, input)) actual += describe(golden, turn);
  }
  std::filesystem::path expected = GetParam();
  expected.replace_extension(".txt");
  testing::expect_golden(actual, expected);
}

// The same events lead to the same state: nothing is left to do after the last one.
TEST_P(GoldenFlows, IsOverWhenItsEventsAreReplayed) {
  const GoldenFlow golden = testing::read_golden_flow(GetParam());
  for (std::size_t input = 0; input < golden.file.at("inputs").size(); ++input) {
    RunState replayed(*golden.flow);
    const std::vector<Turn> turns = testing::play(golden, input);
    for (const Turn& turn : turns) {
      for (const FlowEvent& event : turn.events) replayed.apply(event);
    }
    if (turns.back().ending.status != RunStatus::kSucceeded) continue;
    EXPECT_TRUE(std::holds_alternative<Nothing>(replayed.next())) << input;
  }
}

// What happened, but for the names of requests.
std::string told(const model::History& history) {
  model::History nameless = history;
  for (FlowEvent& event : nameless) {
    if (!event.action) continue;
    event.action->request_id.clear();
    event.action->response.erase("responseMetadata");
  }
  return model::to_json_text(nameless);
}

// Wherever a run is cut off between two nodes, or while a node is at work, it goes on as if nothing
// had happened.
TEST_P(GoldenFlowsOnServicesWithoutMemory, GoOnFromWhereverTheyWereCutOff) {
  const GoldenFlow golden = testing::read_golden_flow(GetParam());
  for (std::size_t input = 0; input < golden.file.at("inputs").size(); ++input) {
    const model::History whole = testing::play(golden, input).front().events;
    for (std::size_t cut = 1; cut < whole.size(); ++cut) {
      const bool before_a_node = whole[cut].kind == FlowEventKind::kNodeInput;
      const bool at_work = whole[cut - 1].kind == FlowEventKind::kNodeInput;
      if (cut > 1 && !before_a_node && !at_work) continue;
      model::History history(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(cut));
      const Turn rest = testing::go_on(golden, history);
      history.insert(history.end(), rest.events.begin(), rest.events.end());
      EXPECT_EQ(told(history), told(whole)) << "cut off after event " << cut;
    }
  }
}

// What left the flow by each Output node, in turn, and how each turn ended.
struct Result {
  std::map<std::string, std::vector<Json>> outputs = {};
  std::vector<RunStatus> endings = {};

  friend bool operator==(const Result&, const Result&) = default;
};

Result result_of(const std::vector<Turn>& turns) {
  Result result;
  for (const Turn& turn : turns) {
    result.endings.push_back(turn.ending.status);
    for (const FlowEvent& event : turn.events) {
      if (event.kind != FlowEventKind::kFlowOutput) continue;
      result.outputs[event.node].push_back(event.fields.front().content);
    }
  }
  return result;
}

TEST_P(GoldenFlows, GivesTheSameWhenCallsOverlap) {
  const GoldenFlow golden = testing::read_golden_flow(GetParam());
  base::WorkerPool pool("test", 8, 0);
  for (std::size_t input = 0; input < golden.file.at("inputs").size(); ++input) {
    const auto sequential = testing::play(golden, input);
    const auto overlapped = testing::play(golden, input, 8, &pool);
    // A failure ends a run wherever the others are at that moment.
    if (sequential.back().ending.status == RunStatus::kFailed) {
      EXPECT_EQ(overlapped.back().ending.failure, sequential.back().ending.failure) << input;
    } else {
      EXPECT_EQ(result_of(overlapped), result_of(sequential)) << input;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, GoldenFlows, ::testing::ValuesIn(testing::golden_flow_files()),
                         [](const auto& parameter) { return parameter.param.stem().string(); });

// Answers that a backends document gives in turn begin anew with a server.
std::vector<std::filesystem::path> files_without_backends() {
  std::vector<std::filesystem::path> files = testing::golden_flow_files();
  std::erase_if(files, [](const std::filesystem::path& file) {
    return testing::read_golden_flow(file).file.contains("backends");
  });
  return files;
}

INSTANTIATE_TEST_SUITE_P(All, GoldenFlowsOnServicesWithoutMemory,
                         ::testing::ValuesIn(files_without_backends()),
                         [](const auto& parameter) { return parameter.param.stem().string(); });

TEST(GoldenFlowFiles, AreThere) { EXPECT_GE(testing::golden_flow_files().size(), 30U); }

}  // namespace
}  // namespace flows::engine
