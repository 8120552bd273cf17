#include "backends/backends.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "backends/echo.h"
#include "base/log.h"

namespace flows::backends {
namespace {

using base::Error;
using base::Json;
using base::LogLevel;
using base::Result;
using nodes::ModelCall;
using nodes::ModelResponse;

constexpr std::chrono::milliseconds kLookInterval{200};  // the time between two checks of the file
// A request that reads or replaces the document waits at most that long for a check of the file;
// calls of nodes never wait.
constexpr std::chrono::milliseconds kLookPatience{1000};

// Compiles one version of the file. Errors: kValidation, beginning with the name of the file.
Result<std::shared_ptr<const Document>> compile_file(const std::filesystem::path& path,
                                                     const Result<std::string>& text) {
  if (!text) return text.error();
  auto document = compile_document(*text);
  if (!document) {
    return Error{document.error().code,
                 fmt::format("{}: {}", path.string(), document.error().message)};
  }
  return document;
}

// Waits for the delay of a rule. Errors: kDependencyFailed if the run ends first.
template <class Kind>
Result<void> wait(std::chrono::milliseconds delay, const typename Kind::Call& call,
                  base::Clock& clock) {
  if (delay.count() == 0) return {};
  const base::TimePoint due = clock.now() + delay;
  const bool in_time = due <= call.deadline;
  const std::string what = Kind::describe(call);
  if (!clock.sleep_until(in_time ? due : call.deadline, call.stop)) {
    return Kind::service().dependency_failed(fmt::format("The call of {} was given up.", what));
  }
  if (in_time) return {};
  return Kind::service().dependency_failed(fmt::format(
      "The call of {} timed out: the run's time was over before its answer came.", what));
}

std::string rule_pointer(std::string_view list, std::size_t rule) {
  return fmt::format("/{}/{}", list, rule);
}

// Returns the guardrail's response that replaces the model's; nullopt if the guardrail lets the
// call pass. It checks all texts that are sent to the model.
std::optional<ModelResponse> blocked_response(const GuardrailRules& guardrails,
                                              const ModelCall& call, JournaledCall& journaled) {
  if (call.guardrail_id.empty()) return std::nullopt;
  std::string said;
  for (const base::Json& message : call.messages) {
    for (const base::Json& block : message.at("content")) {
      said += block.at("text").get_ref<const std::string&>() + "\n";
    }
  }
  auto block = guardrails.find_block(call.guardrail_id, said);
  if (!block) return std::nullopt;
  journaled.served_by(rule_pointer("guardrails", block->rule));
  return ModelResponse{.text = std::move(block->message), .stop_reason = "guardrail_intervened"};
}

// Return a response in the form in which the journal shows it.
Json response_json(const ModelResponse& response) {
  return {{"text", response.text},
          {"stopReason", response.stop_reason},
          {"usage",
           {{"inputTokens", response.input_tokens}, {"outputTokens", response.output_tokens}}}};
}
Json response_json(const nodes::AgentResponse& response) {
  return {{"completion", response.text}, {"inputRequired", response.input_required}};
}
Json response_json(const std::string& intent) { return {{"intent", intent}}; }
const Json& response_json(const Json& response) { return response; }

}  // namespace

Backends::Backends(bool strict, base::Clock& clock, CallJournal& calls)
    : strict_(strict),
      toolbox_{.clock = clock},
      calls_(calls),
      document_(std::make_shared<Document>()) {}

Result<std::unique_ptr<Backends>> Backends::open(BackendsOptions options, base::Clock& clock,
                                                 CallJournal& calls) {
  std::unique_ptr<Backends> backends(new Backends(options.strict, clock, calls));
  if (options.file) {
    DocumentFile& file = backends->file_.emplace(*std::move(options.file));
    const auto text = file.look(backends->file_time_);
    CHECK(text.has_value(), "the first look at a file finds a change");
    ASSIGN_OR_RETURN(backends->document_, compile_file(file.path(), *text));
    backends->watch_.emplace([self = backends.get()] { self->take_file_change(); }, kLookInterval);
  }
  return backends;
}

template <class Kind, class Respond>
auto Backends::journal(const typename Kind::Call& call, const Respond& respond) {
  JournaledCall journaled(calls_, toolbox_.clock, Kind::kCallKind, Kind::kOperation, call,
                          Kind::request_json(call));
  auto response = respond(journaled);
  journaled.ended(response, [](const auto& given) -> Json { return response_json(given); });
  return response;
}

template <class Kind>
std::optional<Result<typename Kind::Response>> Backends::serve(const RuleList<Kind>& rules,
                                                               const typename Kind::Call& call,
                                                               JournaledCall& journaled) {
  const auto served = rules.serve(call);
  if (!served) return std::nullopt;
  journaled.served_by(rule_pointer(Kind::kList, served->rule));
  if (auto waited = wait<Kind>(served->delay, call, toolbox_.clock); !waited) {
    return std::move(waited).error();
  }
  return served->respond(
      {.call = call, .turn = served->turn, .journal = journaled, .toolbox = toolbox_});
}

Result<ModelResponse> Backends::converse(const ModelCall& call) {
  return journal<ModelKind>(call,
                            [&](JournaledCall& journaled) { return converse(call, journaled); });
}

Result<ModelResponse> Backends::converse(const ModelCall& call, JournaledCall& journaled) {
  const auto document = document_in_force();
  if (auto blocked = blocked_response(document->guardrails, call, journaled)) {
    return *std::move(blocked);
  }
  if (auto response = serve<ModelKind>(document->models, call, journaled)) {
    return *std::move(response);
  }
  if (strict_) {
    return kModelService.dependency_failed(
        document->models.why_none(call) +
        " Add a rule that fits, or serve without --strict to echo the prompt.");
  }
  journaled.served_by("echo");
  return echo(call);
}

template <class Kind>
Result<typename Kind::Response> Backends::ask(RuleList<Kind> Document::*rules,
                                              const typename Kind::Call& call,
                                              JournaledCall& journaled) {
  const auto document = document_in_force();
  const RuleList<Kind>& list = (*document).*rules;
  if (auto response = serve<Kind>(list, call, journaled)) return *std::move(response);
  return Kind::service().dependency_failed(
      fmt::format("{} Add a rule that fits to \"{}\" of the backends document.",
                  list.why_none(call), Kind::kList));
}

Result<Json> Backends::invoke(const nodes::FunctionCall& call) {
  return journal<FunctionKind>(call, [&](JournaledCall& journaled) {
    return ask<FunctionKind>(&Document::functions, call, journaled);
  });
}

Result<Json> Backends::retrieve(const nodes::RetrieveCall& call) {
  return journal<KnowledgeKind>(call, [&](JournaledCall& journaled) -> Result<Json> {
    ASSIGN_OR_RETURN(Json results, ask<KnowledgeKind>(&Document::knowledge, call, journaled));
    if (!call.results_max || !results.is_array()) return results;
    const auto most = static_cast<std::size_t>(*call.results_max);
    while (results.size() > most) results.erase(results.size() - 1);
    return results;
  });
}

Result<nodes::AgentResponse> Backends::invoke_agent(const nodes::AgentCall& call) {
  return journal<AgentKind>(call, [&](JournaledCall& journaled) {
    return ask<AgentKind>(&Document::agents, call, journaled);
  });
}

Result<std::string> Backends::recognize(const nodes::LexCall& call) {
  return journal<LexKind>(call, [&](JournaledCall& journaled) {
    return ask<LexKind>(&Document::lex, call, journaled);
  });
}

Result<void> Backends::replace(std::string_view json_text) {
  ASSIGN_OR_RETURN(auto document, compile_document(json_text));
  wait_for_look_at_file();
  const std::lock_guard lock(mutex_);
  document_ = std::move(document);
  return {};
}

std::string Backends::document_text() {
  wait_for_look_at_file();
  return document_in_force()->text;
}

std::shared_ptr<const Document> Backends::document_in_force() {
  const std::lock_guard lock(mutex_);
  return document_;
}

void Backends::wait_for_look_at_file() {
  if (watch_) watch_->wait_for_look(kLookPatience);
}

void Backends::take_file_change() {
  const auto text = file_->look(file_time_);
  if (!text) return;
  auto document = compile_file(file_->path(), *text);
  if (!document) {
    base::log(LogLevel::kError, "backends file refused, the document in force stays",
              {{"fault", document.error().message}});
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    document_ = *std::move(document);
  }
  base::log(LogLevel::kInfo, "backends file changed and is in force",
            {{"file", file_->path().string()}});
}

}  // namespace flows::backends
