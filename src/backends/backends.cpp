#include "backends/backends.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "backends/bedrock_error.h"
#include "backends/json_place.h"
#include "backends/model_reply.h"
#include "base/log.h"

namespace flows::backends {
namespace {

using base::Error;
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
Result<void> wait(std::chrono::milliseconds delay, const ModelCall& call, base::Clock& clock) {
  if (delay.count() == 0) return {};
  const base::TimePoint due = clock.now() + delay;
  const bool in_time = due <= call.deadline;
  if (!clock.sleep_until(in_time ? due : call.deadline, call.stop)) {
    return dependency_failed(
        fmt::format("The call of model {} was given up.", in_quotes(call.model_id)));
  }
  if (in_time) return {};
  return dependency_failed(
      fmt::format("The call of model {} timed out: the run's time was over before its answer came.",
                  in_quotes(call.model_id)));
}

}  // namespace

Backends::Backends(bool strict, base::Clock& clock)
    : strict_(strict), clock_(clock), document_(std::make_shared<Document>()) {}

Result<std::unique_ptr<Backends>> Backends::open(BackendsOptions options, base::Clock& clock) {
  std::unique_ptr<Backends> backends(new Backends(options.strict, clock));
  if (options.file) {
    DocumentFile file(*std::move(options.file));
    const auto text = file.look(backends->file_time_);
    CHECK(text.has_value(), "the first look at a file finds a change");
    ASSIGN_OR_RETURN(backends->document_, compile_file(file.path(), *text));
    backends->file_ = std::move(file);
  }
  return backends;
}

Result<ModelAnswer> Backends::converse(const ModelCall& call) {
  const auto document = in_force();
  const auto served = document->models.serve(call);
  if (served) {
    RETURN_IF_ERROR(wait(served->delay, call, clock_));
    return answer(served->reply, call);
  }
  if (strict_) {
    return dependency_failed(
        document->models.why_none(call) +
        " Add a rule that fits, or serve without --strict to echo the prompt.");
  }
  return answer(Completion(), call);
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
