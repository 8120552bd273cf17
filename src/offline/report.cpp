#include "offline/report.h"

#include <fmt/format.h>

#include "offline/hints.h"

namespace flows::offline {
namespace {

using base::Json;

std::string_view name_of(model::Severity severity) {
  return severity == model::Severity::kError ? "Error" : "Warning";
}

std::string diagnostic_text(const CheckedFile& file, const CheckedFlow& flow,
                            const Diagnostic& diagnostic) {
  const bool is_error = diagnostic.severity == model::Severity::kError;
  const std::string in_flow = flow.name.empty() ? "" : fmt::format("in {} ", flow.name);
  return fmt::format("{}:{}:{}: {}: {} [{}]\n    {}at {}\n    hint: {}\n", file.file,
                     diagnostic.position.line, diagnostic.position.column,
                     is_error ? "error" : "warning", diagnostic.message, diagnostic.type, in_flow,
                     diagnostic.pointer.empty() ? "the top of the definition" : diagnostic.pointer,
                     hint_for(diagnostic.type).hint);
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count == 0 ? "no" : std::to_string(count), what,
                     count == 1 ? "" : "s");
}

Json json_of(const Diagnostic& diagnostic) {
  return {{"type", diagnostic.type},
          {"severity", name_of(diagnostic.severity)},
          {"message", diagnostic.message},
          {"pointer", diagnostic.pointer},
          {"line", diagnostic.position.line},
          {"column", diagnostic.position.column},
          {"hint", hint_for(diagnostic.type).hint},
          {"details", diagnostic.details}};
}

Json json_of(const CheckedFile& file) {
  Json flows = Json::array();
  for (const CheckedFlow& flow : file.flows) {
    Json findings = Json::array();
    for (const Diagnostic& diagnostic : flow.diagnostics) findings.push_back(json_of(diagnostic));
    Json described = Json::object();
    if (!flow.name.empty()) described["name"] = flow.name;
    described["findings"] = std::move(findings);
    flows.push_back(std::move(described));
  }
  Json described = {{"file", file.file}, {"flows", std::move(flows)}};
  if (!file.notes.empty()) described["notes"] = file.notes;
  if (!file.failure.empty()) described["failure"] = file.failure;
  return described;
}

}  // namespace

Tally count(const std::vector<CheckedFile>& files) {
  Tally tally;
  for (const CheckedFile& file : files) {
    tally.flows += file.flows.size();
    for (const CheckedFlow& flow : file.flows) {
      for (const Diagnostic& diagnostic : flow.diagnostics) {
        ++(diagnostic.severity == model::Severity::kError ? tally.errors : tally.warnings);
      }
    }
  }
  return tally;
}

std::string text_report(const std::vector<CheckedFile>& files) {
  std::string text;
  for (const CheckedFile& file : files) {
    for (const CheckedFlow& flow : file.flows) {
      for (const Diagnostic& diagnostic : flow.diagnostics) {
        text += diagnostic_text(file, flow, diagnostic);
      }
    }
  }
  const Tally tally = count(files);
  return text + fmt::format("{}, {} in {}\n", counted(tally.errors, "error"),
                            counted(tally.warnings, "warning"), counted(tally.flows, "flow"));
}

std::string json_report(const std::vector<CheckedFile>& files) {
  Json described = Json::array();
  for (const CheckedFile& file : files) described.push_back(json_of(file));
  const Tally tally = count(files);
  const Json report = {
      {"files", std::move(described)}, {"errors", tally.errors}, {"warnings", tally.warnings}};
  return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace flows::offline
