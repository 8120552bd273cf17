#include "offline/run_command.h"

#include <fmt/format.h>

#include <ostream>
#include <vector>

#include "base/json_text.h"
#include "base/limits.h"
#include "base/text_file.h"
#include "offline/report.h"
#include "runs/run_manager.h"
#include "runs/turn_sink.h"
#include "views/stream_event.h"

namespace flows::offline {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;

// The flow has no ARN outside of a server; these values have the form of ARNs.
constexpr const char* kFlowArn = "arn:aws:bedrock:us-east-1:123456789012:flow/0000000000";
constexpr const char* kAliasArn =
    "arn:aws:bedrock:us-east-1:123456789012:flow/0000000000/alias/TSTALIASID";

// Prints events as they happen.
class Printer final : public engine::EventSink {
 public:
  Printer(const engine::CompiledFlow& flow, bool trace, std::ostream& out)
      : flow_(flow), trace_(trace), out_(out) {}

  bool emit(const model::FlowEvent& event) override {
    if (const auto shown = views::stream_event(flow_, event, trace_)) print(*shown);
    return true;
  }

  bool flush() override { return true; }  // each line is flushed as it is printed

  void finish(const engine::RunEnding& ending) const {
    for (const views::StreamEvent& event : views::ending_events(flow_, ending)) print(event);
  }

 private:
  void print(const views::StreamEvent& event) const {
    out_ << base::ObjectText().raw(event.name, event.payload).finish() << std::endl;
  }

  const engine::CompiledFlow& flow_;
  bool trace_;
  std::ostream& out_;
};

Result<Json> read_input(const std::string& input) {
  if (!input.starts_with('@')) return base::parse_json(input, "The text of --input");
  const std::string file = input.substr(1);
  ASSIGN_OR_RETURN(const std::string text,
                   base::read_text_file(file, base::limits::kDocumentBytesMax));
  return base::parse_json(text, file, base::TextPlace::kLineAndColumn);
}

Result<FlowInFile> choose(const std::filesystem::path& file, const std::string& name,
                          std::vector<FlowInFile> flows) {
  std::erase_if(flows, [&](const auto& flow) { return !name.empty() && flow.name != name; });
  if (flows.size() == 1) return std::move(flows.front());
  if (!flows.empty()) {
    return Error{ErrorCode::kValidation, fmt::format("{} holds {} flows: say which by --flow NAME",
                                                     file.string(), flows.size())};
  }
  return Error{ErrorCode::kValidation,
               name.empty() ? fmt::format("{} holds no flow", file.string())
                            : fmt::format("{} holds no flow called {}", file.string(), name)};
}

// Reads the definition in the file and returns it if it has no errors. Errors are printed to
// `errors`.
Result<Json> read_definition(const RunOptions& options, std::ostream& errors) {
  ASSIGN_OR_RETURN(const auto document, read_text_document(options.file));
  ASSIGN_OR_RETURN(auto found, find_flows(options.file, document.content));
  ASSIGN_OR_RETURN(auto flow, choose(options.file, options.flow, std::move(found.flows)));
  const Locator locator(document);
  const std::vector<CheckedFile> checked = {
      {.file = options.file.string(), .flows = {{flow.name, check_flow(locator, flow)}}}};
  if (count(checked).errors == 0) return *std::move(flow.definition);
  errors << text_report(checked);
  return Error{ErrorCode::kValidation, fmt::format("{} cannot be run", options.file.string())};
}

// Runs the flow until it ends, or until it asks and no answer is left.
engine::RunEnding run_through(const RunOptions& options, runs::RunManager& runs,
                              const engine::CompiledFlow& flow, runs::RunInput input,
                              std::ostream& out) {
  Printer printer(flow, options.trace, out);
  runs::TurnSink sink(printer);
  engine::RunEnding ending = runs.run(flow, input, sink);
  printer.finish(ending);
  for (const std::string& answer : options.answers) {
    if (ending.status != engine::RunStatus::kInputRequired) break;
    input.continuation = {.history = sink.history(), .answer = answer};
    ending = runs.run(flow, input, sink);
    printer.finish(ending);
  }
  return ending;
}

Result<engine::RunEnding> run_once(const RunOptions& options, const RunSurroundings& surroundings) {
  ASSIGN_OR_RETURN(Json input, read_input(options.input));
  ASSIGN_OR_RETURN(const Json definition, read_definition(options, surroundings.errors));
  runs::RunManager runs({.flow_timeout = base::limits::kFlowTimeout}, surroundings.clients,
                        surroundings.clock, surroundings.ids);
  ASSIGN_OR_RETURN(const auto flow, runs.compile({}, base::to_text(definition)));
  return run_through(
      options, runs, *flow,
      {.document = std::move(input),
       .identity = {.flow_arn = kFlowArn,
                    .alias_arn = kAliasArn,
                    .execution_id = surroundings.ids.next(base::IdKind::kExecution)}},
      surroundings.out);
}

}  // namespace

int run_flow_file(const RunOptions& options, const RunSurroundings& surroundings) {
  const auto ending = run_once(options, surroundings);
  if (!ending) {
    surroundings.errors << "bedrock-flows-local: " << ending.error().message << '\n';
    return 2;
  }
  if (ending->status == engine::RunStatus::kInputRequired) {
    surroundings.errors
        << "bedrock-flows-local: the flow waits for an answer; give one with --answer\n";
  }
  return ending->status == engine::RunStatus::kSucceeded ? 0 : 1;
}

}  // namespace flows::offline
