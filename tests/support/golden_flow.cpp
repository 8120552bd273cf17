#include "support/golden_flow.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "backends/backends.h"
#include "backends/object_bucket.h"
#include "backends/python_runner.h"
#include "model/event_json.h"
#include "support/collecting_sink.h"
#include "support/echo_model.h"
#include "support/jumping_clock.h"
#include "support/sequential_ids.h"
#include "validate/validate.h"
#include "wire/service_model.h"
#include "wire/shape_check.h"

namespace flows::testing {
namespace {

using base::Json;

std::string read_file(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// All services that a golden flow may call.
class Outside {
 public:
  explicit Outside(const Json& file) {
    const Json* document = base::find_member(file, "backends");
    scripted_ = document != nullptr;
    if (!scripted_) return;
    const auto replaced = backends_->replace(base::to_text(*document));
    CHECK(replaced.has_value(), replaced ? "" : replaced.error().message.c_str());
  }

  nodes::Clients clients() {
    if (!scripted_) {
      return {*backends_, services_, services_, services_,
              services_,  services_, python_,   services_};
    }
    return {*backends_, *backends_, *backends_, *backends_,
            *backends_, buckets_,   python_,    services_};
  }

  JumpingClock clock = {};
  SequentialIds ids = {};

 private:
  bool scripted_ = false;
  EchoServices services_;
  backends::CallJournal calls_;
  std::unique_ptr<backends::Backends> backends_ = *backends::Backends::open({}, clock, calls_);
  std::unique_ptr<store::Database> db_ = *store::Database::open({});
  backends::ObjectBucket buckets_{*db_, clock, calls_};
  backends::PythonRunner python_{clock, calls_};
};

engine::RunContext context_of(const GoldenFlow& golden, Outside& outside, nodes::Clients& clients) {
  return {
      .clients = clients,
      .clock = outside.clock,
      .ids = outside.ids,
      .run = {.flow_arn = "the flow", .alias_arn = "the alias", .execution_id = "the execution"},
      .continue_condition = golden.file.contains("loopsEndWhenTrue")
                                ? nodes::ContinueCondition::kEnds
                                : nodes::ContinueCondition::kGoesOn,
      .deadline = outside.clock.now() + std::chrono::hours(1)};
}

}  // namespace

std::vector<std::filesystem::path> golden_flow_files() {
  std::vector<std::filesystem::path> files;
  const auto folder = std::filesystem::path(FLOWS_SOURCE_DIR) / "tests/golden/flows";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

GoldenFlow read_golden_flow(const std::filesystem::path& file) {
  auto json = base::parse_json(read_file(file), file.string());
  CHECK(json.has_value(), json ? "" : json.error().message.c_str());
  const Json& definition = json->at("definition");
  const auto* const shape = wire::find_shape(wire::Service::kControl, "FlowDefinition");
  const auto normalized = wire::validate_and_normalize(wire::Service::kControl, *shape, definition);
  CHECK(normalized.has_value(), normalized ? "" : normalized.error().message.c_str());
  const std::string findings = model::to_json_text(validate::validate_definition(definition));
  CHECK(findings == "[]", findings.c_str());
  auto flow = engine::CompiledFlow::compile(model::read_definition(definition));
  CHECK(flow.has_value(), flow ? "" : flow.error().message.c_str());
  return {.file = *std::move(json), .flow = *std::move(flow)};
}

std::vector<Turn> play(const GoldenFlow& golden, std::size_t input, std::size_t calls_at_once,
                       base::WorkerPool* pool) {
  Outside outside(golden.file);
  nodes::Clients clients = outside.clients();
  engine::RunContext context = context_of(golden, outside, clients);
  context.calls_at_once = calls_at_once;
  context.pool = pool;
  std::vector<Turn> turns;
  CollectingSink first;
  engine::RunEnding ending =
      engine::run(*golden.flow, golden.file.at("inputs")[input], context, first);
  turns.push_back({.events = first.events, .ending = ending});
  const Json* answers = base::find_member(golden.file, "answers");
  if (answers == nullptr) return turns;
  model::History history = first.events;
  for (const Json& answer : answers->at(input)) {
    CHECK(ending.status == engine::RunStatus::kInputRequired, "the flow asks for each answer");
    CollectingSink next;
    ending = engine::resume(*golden.flow, model::read_history(model::to_json_text(history)).value(),
                            answer, context, next);
    history.insert(history.end(), next.events.begin(), next.events.end());
    turns.push_back({.events = next.events, .ending = ending});
  }
  return turns;
}

Turn go_on(const GoldenFlow& golden, const model::History& history) {
  Outside outside(golden.file);
  nodes::Clients clients = outside.clients();
  CollectingSink events;
  const engine::RunEnding ending =
      engine::recover(*golden.flow, history, context_of(golden, outside, clients), events);
  return {.events = events.events, .ending = ending};
}

void expect_golden(const std::string& actual, const std::filesystem::path& file) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(file) << actual;
  EXPECT_EQ(actual, read_file(file)) << file;
}

}  // namespace flows::testing
