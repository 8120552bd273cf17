#include "backends/backends.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "base/log.h"

namespace flows::backends {
namespace {

using base::Error;
using base::Json;
using base::LogLevel;
using base::Result;
using nodes::ModelAnswer;
using nodes::ModelCall;

// A version of the file, compiled. Errors: kValidation, beginning with the file's name.
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

// Waits as long as a rule says. Errors: kDependencyFailed if the run ends first.
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

// What a guardrail says in the place of the model. It judges everything that is said to it.
std::optional<ModelAnswer> blocked_answer(const GuardrailRules& guardrails, const ModelCall& call,
                                          CallRecord& record) {
  if (call.guardrail_id.empty()) return std::nullopt;
  std::string said;
  for (const base::Json& message : call.messages) {
    for (const base::Json& block : message.at("content")) {
      said += block.at("text").get_ref<const std::string&>() + "\n";
    }
  }
  auto block = guardrails.find_block(call.guardrail_id, said);
  if (!block) return std::nullopt;
  record.served_by(rule_pointer("guardrails", block->rule));
  return ModelAnswer{.text = std::move(block->message), .stop_reason = "guardrail_intervened"};
}

// What the journal shows of an answer.
Json response_json(const ModelAnswer& answer) {
  return {
      {"text", answer.text},
      {"stopReason", answer.stop_reason},
      {"usage", {{"inputTokens", answer.input_tokens}, {"outputTokens", answer.output_tokens}}}};
}
Json response_json(const nodes::AgentAnswer& answer) {
  return {{"completion", answer.text}, {"inputRequired", answer.input_required}};
}
Json response_json(const std::string& intent) { return {{"intent", intent}}; }
const Json& response_json(const Json& answer) { return answer; }

}  // namespace

Backends::Backends(bool strict, base::Clock& clock, CallJournal& calls)
    : strict_(strict), clock_(clock), calls_(calls), document_(std::make_shared<Document>()) {}

Result<std::unique_ptr<Backends>> Backends::open(BackendsOptions options, base::Clock& clock,
                                                 CallJournal& calls) {
  std::unique_ptr<Backends> backends(new Backends(options.strict, clock, calls));
  if (options.file) {
    DocumentFile file(*std::move(options.file));
    const auto text = file.look(backends->file_time_);
    CHECK(text.has_value(), "the first look at a file finds a change");
    ASSIGN_OR_RETURN(backends->document_, compile_file(file.path(), *text));
    backends->file_ = std::move(file);
  }
  return backends;
}

template <class Kind, class Serve>
auto Backends::recorded(const typename Kind::Call& call, const Serve& serve) {
  CallRecord record(calls_, clock_, Kind::kCallKind, Kind::kOperation, call,
                    Kind::request_json(call));
  auto answer = serve(record);
  record.ended(answer, [](const auto& given) -> Json { return response_json(given); });
  return answer;
}

Result<ModelAnswer> Backends::converse(const ModelCall& call) {
  return recorded<ModelKind>(call, [&](CallRecord& record) { return converse(call, record); });
}

Result<ModelAnswer> Backends::converse(const ModelCall& call, CallRecord& record) {
  const auto document = in_force();
  if (auto blocked = blocked_answer(document->guardrails, call, record)) return *std::move(blocked);
  const auto served = document->models.serve(call);
  if (served) {
    record.served_by(rule_pointer(ModelKind::kList, served->rule));
    RETURN_IF_ERROR(wait<ModelKind>(served->delay, call, clock_));
    return answer(served->reply, call);
  }
  if (strict_) {
    return kModelService.dependency_failed(
        document->models.why_none(call) +
        " Add a rule that fits, or serve without --strict to echo the prompt.");
  }
  record.served_by("echo");
  return answer(Completion(), call);
}

template <class Kind>
Result<typename Kind::Answer> Backends::ask(RuleList<Kind> Document::*rules,
                                            const typename Kind::Call& call, CallRecord& record) {
  const auto document = in_force();
  const RuleList<Kind>& list = (*document).*rules;
  const auto served = list.serve(call);
  if (!served) {
    return Kind::service().dependency_failed(
        fmt::format("{} Add a rule that fits to \"{}\" of the backends document.",
                    list.why_none(call), Kind::kList));
  }
  record.served_by(rule_pointer(Kind::kList, served->rule));
  RETURN_IF_ERROR(wait<Kind>(served->delay, call, clock_));
  if (const auto* failure = std::get_if<Error>(&served->reply)) return *failure;
  return std::get<typename Kind::Answer>(served->reply);
}

Result<Json> Backends::invoke(const nodes::FunctionCall& call) {
  return recorded<FunctionKind>(call, [&](CallRecord& record) {
    return ask<FunctionKind>(&Document::functions, call, record);
  });
}

Result<Json> Backends::retrieve(const nodes::RetrieveCall& call) {
  return recorded<KnowledgeKind>(call, [&](CallRecord& record) -> Result<Json> {
    ASSIGN_OR_RETURN(Json results, ask<KnowledgeKind>(&Document::knowledge, call, record));
    if (!call.results_max) return results;
    const auto most = static_cast<std::size_t>(*call.results_max);
    while (results.size() > most) results.erase(results.size() - 1);
    return results;
  });
}

Result<nodes::AgentAnswer> Backends::invoke_agent(const nodes::AgentCall& call) {
  return recorded<AgentKind>(
      call, [&](CallRecord& record) { return ask<AgentKind>(&Document::agents, call, record); });
}

Result<std::string> Backends::recognize(const nodes::LexCall& call) {
  return recorded<LexKind>(
      call, [&](CallRecord& record) { return ask<LexKind>(&Document::lex, call, record); });
}

Result<void> Backends::replace(std::string_view json_text) {
  ASSIGN_OR_RETURN(auto document, compile_document(json_text));
  const std::lock_guard lock(mutex_);
  // A change of the file that nobody has seen yet came before this document, not after it.
  take_file_changes();
  document_ = std::move(document);
  return {};
}

std::string Backends::document_text() { return in_force()->text; }

std::shared_ptr<const Document> Backends::in_force() {
  const std::lock_guard lock(mutex_);
  take_file_changes();
  return document_;
}

void Backends::take_file_changes() {
  if (!file_) return;
  const auto text = file_->look(file_time_);
  if (!text) return;
  auto document = compile_file(file_->path(), *text);
  if (!document) {
    base::log(LogLevel::kError, "backends file refused, the document in force stays",
              {{"fault", document.error().message}});
    return;
  }
  document_ = *std::move(document);
  base::log(LogLevel::kInfo, "backends file changed and is in force",
            {{"file", file_->path().string()}});
}

}  // namespace flows::backends
