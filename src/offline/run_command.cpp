#include "offline/run_command.h"

#include <fmt/format.h>

#include <map>
#include <ostream>
#include <utility>
#include <vector>

#include "base/json_text.h"
#include "base/limits.h"
#include "model/flow.h"
#include "offline/report.h"
#include "offline/run_input.h"
#include "offline/s3_location.h"
#include "offline/seed_ids.h"
#include "offline/unknown_parts.h"
#include "runs/run_manager.h"
#include "runs/turn_sink.h"
#include "views/stream_event.h"

namespace flows::offline {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;

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

// A flow, and the file in which it was found.
struct Choice {
  const FlowFile* file = nullptr;
  const FlowInFile* flow = nullptr;
};

std::string described(const FlowInFile& flow) {
  if (flow.label.empty() || flow.label == flow.name) return flow.name;
  return flow.name.empty() || is_unknown(flow.name) ? flow.label
                                                    : fmt::format("{} ({})", flow.label, flow.name);
}

std::vector<std::string> files_of(const std::vector<Choice>& choices) {
  std::vector<std::string> files;
  files.reserve(choices.size());
  for (const Choice& choice : choices) files.push_back(choice.file->name);
  return files;
}

// Describes the choices so that --flow can tell them apart, or with their files where it cannot.
std::vector<std::string> described(const std::vector<Choice>& choices) {
  std::map<std::string, std::size_t> counts;
  for (const Choice& choice : choices) ++counts[described(*choice.flow)];
  std::vector<std::string> texts;
  for (const Choice& choice : choices) {
    const std::string text = described(*choice.flow);
    texts.push_back(counts[text] == 1 ? text : fmt::format("{} in {}", text, choice.file->name));
  }
  return texts;
}

// Returns the flow that --flow names, or the only one. A flow whose condition does not hold is
// none, as for a server. Errors: kValidation; the message lists what there is.
Result<Choice> choose(const RunOptions& options, const FlowFiles& files) {
  std::vector<Choice> matching;
  std::vector<Choice> choices;
  std::vector<std::string> absent;  // the flows whose condition does not hold
  for (const FlowFile& file : files.files) {
    for (const FlowInFile& flow : file.flows) {
      const bool is_meant =
          options.flow.empty() || options.flow == flow.label || options.flow == flow.name;
      if (!flow.holds) {
        if (is_meant) absent.push_back(described(flow));
        continue;
      }
      choices.push_back({&file, &flow});
      if (is_meant) matching.push_back(choices.back());
    }
  }
  if (matching.size() == 1) return matching.front();
  const std::string path = options.file.string();
  const auto refused = [](std::string why) {
    return Error{ErrorCode::kValidation, std::move(why)};
  };
  if (matching.empty() && !absent.empty()) {
    return refused(fmt::format("{}: no such flow is created, for its condition does not hold: {}",
                               path, listed(absent)));
  }
  if (choices.empty()) return refused(fmt::format("{} holds no flow that can be run", path));
  if (matching.empty()) {
    return refused(fmt::format("{} holds no flow called {}, but these: {}", path, options.flow,
                               listed(described(choices))));
  }
  if (options.flow.empty()) {
    const bool has_files = matching.front().file != matching.back().file;
    return refused(fmt::format("{} holds {} flows: say which by --flow NAME{}: {}", path,
                               choices.size(), has_files ? ", or run its file" : "",
                               listed(described(choices))));
  }
  return refused(fmt::format("{} holds {} flows called {}: run one of the files {}", path,
                             matching.size(), options.flow, listed(files_of(matching))));
}

// A definition without errors, as JSON text.
struct RunnableFlow {
  std::string definition;
  std::string id;
};

// Checks the flow and prints its faults and notes.
Result<RunnableFlow> check(const RunOptions& options, const FlowFiles& files, const Choice& choice,
                           std::ostream& errors) {
  const Locator locator(*choice.file->content->document);
  Notes notes;
  for (const UnknownValue& value : choice.file->notes.unknowns()) {
    const std::string place = fmt::format("Resources.{}.", choice.flow->label);
    if (value.place.starts_with(place)) notes.add_unknown(value);
  }
  const std::vector<CheckedFile> checked = {
      {.file = choice.file->name,
       .flows = {{choice.flow->label, check_flow_of(files, *choice.flow, locator, notes)}}}};
  if (const std::string note = notes.not_judged(); !note.empty()) {
    errors << "bedrock-flows-local: note: " << choice.file->name << ": " << note << '\n';
  }
  if (count(checked).errors > 0) {
    errors << text_report(checked);
    return Error{ErrorCode::kValidation, fmt::format("{} cannot be run", options.file.string())};
  }
  if (const auto uri = find_unread_text(*choice.flow->definition)) {
    return Error{ErrorCode::kValidation, fmt::format("{} cannot be run: {}: {}", choice.file->name,
                                                     choice.flow->label, why_unread(*uri))};
  }
  if (has_unknown_prompts_or_parts(*choice.flow->definition)) {
    return Error{ErrorCode::kValidation,
                 fmt::format("{} cannot be run, because its definition depends on values that only "
                             "AWS or the creator of the stack knows: {}",
                             options.file.string(), listed(notes.unknown_names()))};
  }
  return RunnableFlow{.definition = without_marks(base::to_text(*choice.flow->definition)),
                      .id = choice.flow->id};
}

// Finds the flow to run, and adds the prompts that it names.
Result<RunnableFlow> prepare(const RunOptions& options, const RunSurroundings& surroundings) {
  RETURN_IF_ERROR(check_s3_root(options.s3_root));
  const FlowFiles files = read_flow_files({options.file}, options.s3_root);
  const auto choice = choose(options, files);
  if (!choice) {
    for (const FlowFile& file : files.files) {
      for (const std::string& failure : file.failures) {
        surroundings.errors << "bedrock-flows-local: " << failure << '\n';
      }
    }
    return choice.error();
  }
  ASSIGN_OR_RETURN(RunnableFlow flow, check(options, files, *choice, surroundings.errors));
  for (const auto& [id, found] : files.rehearsal.prompts()) {
    const auto& prompt = found;  // older compilers let no lambda capture a structured binding
    if (flow.definition.find(":prompt/" + id) == flow.definition.npos) continue;
    const auto fail = [&](const std::string& why) {
      return Error{ErrorCode::kValidation,
                   fmt::format("{}: the prompt {} cannot be used: {}", options.file.string(),
                               text_in(prompt.input, "name"), why)};
    };
    if (const auto uri = find_unread_text(prompt.input)) return fail(why_unread(*uri));
    const auto added = surroundings.add_prompt(prompt);
    if (!added) return fail(added.error().message);
  }
  return flow;
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
  ASSIGN_OR_RETURN(Json input, read_run_input(options.input));
  ASSIGN_OR_RETURN(const RunnableFlow runnable, prepare(options, surroundings));
  runs::RunManager runs({.flow_timeout = base::limits::kFlowTimeout}, surroundings.clients,
                        surroundings.clock, surroundings.ids);
  ASSIGN_OR_RETURN(const auto flow, runs.compile({}, runnable.definition));
  return run_through(
      options, runs, *flow,
      {.document = std::move(input),
       .identity = {.flow_arn = model::flow_arn(offline_caller(), runnable.id),
                    .alias_arn =
                        model::flow_alias_arn(offline_caller(), runnable.id, model::kTestAliasId),
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
