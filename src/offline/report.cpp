#include "offline/report.h"

#include <fmt/format.h>

#include <utility>

#include "offline/hints.h"

namespace flows::offline {
namespace {

using base::Json;

std::string_view name_of(model::Severity severity) {
  return severity == model::Severity::kError ? "Error" : "Warning";
}

std::string diagnostic_text(const CheckedFile& file, const CheckedFlow& flow,
                            const Diagnostic& diagnostic, std::string_view top) {
  const bool is_error = diagnostic.severity == model::Severity::kError;
  const std::string in_flow = flow.name.empty() ? "" : fmt::format("in {} ", flow.name);
  return fmt::format("{}:{}:{}: {}: {} [{}{}]\n    {}at {}\n    hint: {}\n", file.file,
                     diagnostic.position.line, diagnostic.position.column,
                     is_error ? "error" : "warning", diagnostic.message, diagnostic.type,
                     is_our_own(diagnostic.type) ? ", not from AWS" : "", in_flow,
                     diagnostic.pointer.empty() ? top : diagnostic.pointer, diagnostic.hint);
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count == 0 ? "no" : std::to_string(count), what,
                     count == 1 ? "" : "s");
}

Json json_of(const Diagnostic& diagnostic) {
  return {{"type", diagnostic.type},
          {"origin", is_our_own(diagnostic.type) ? "local" : "AWS"},
          {"severity", name_of(diagnostic.severity)},
          {"message", diagnostic.message},
          {"pointer", diagnostic.pointer},
          {"line", diagnostic.position.line},
          {"column", diagnostic.position.column},
          {"hint", diagnostic.hint},
          {"details", diagnostic.details}};
}

Json json_of(const std::vector<CheckedFlow>& flows) {
  Json all = Json::array();
  for (const CheckedFlow& flow : flows) {
    Json findings = Json::array();
    for (const Diagnostic& diagnostic : flow.diagnostics) findings.push_back(json_of(diagnostic));
    Json described = Json::object();
    if (!flow.name.empty()) described["name"] = flow.name;
    described["findings"] = std::move(findings);
    all.push_back(std::move(described));
  }
  return all;
}

Json json_of(const CheckedFile& file) {
  Json described = {{"file", file.file}, {"flows", json_of(file.flows)}};
  if (!file.prompts.empty()) described["prompts"] = json_of(file.prompts);
  if (!file.refused.empty()) described["refused"] = json_of(file.refused);
  std::vector<std::string> notes = file.notes;
  notes.insert(notes.end(), file.remarks.begin(), file.remarks.end());
  if (!notes.empty()) described["notes"] = notes;
  if (!file.failures.empty())
    described["failure"] = fmt::format("{}", fmt::join(file.failures, "; "));
  return described;
}

void count_diagnostics(const std::vector<CheckedFlow>& flows, Tally& tally) {
  for (const CheckedFlow& flow : flows) {
    for (const Diagnostic& diagnostic : flow.diagnostics) {
      ++(diagnostic.severity == model::Severity::kError ? tally.errors : tally.warnings);
    }
  }
}

std::string summary(const Tally& tally) {
  std::string checked = counted(tally.flows, "flow");
  if (tally.prompts > 0) {
    checked = tally.flows == 0
                  ? counted(tally.prompts, "prompt")
                  : fmt::format("{} and {}", checked, counted(tally.prompts, "prompt"));
  }
  if (tally.failures == 0) {
    return fmt::format("{}, {} in {}\n", counted(tally.errors, "error"),
                       counted(tally.warnings, "warning"), checked);
  }
  std::string text = tally.failures == 1 ? "1 file or resource could not be checked"
                                         : fmt::format("{} files or resources could not be checked",
                                                       tally.failures);
  std::string separator = "; ";
  for (const auto& [found, what] :
       {std::pair(tally.errors, "error"), std::pair(tally.warnings, "warning")}) {
    if (found == 0) continue;
    text += separator + counted(found, what);
    separator = ", ";
  }
  return text + (separator == ", " ? fmt::format(" in {}\n", checked) : "\n");
}

}  // namespace

Tally count(const std::vector<CheckedFile>& files) {
  Tally tally;
  for (const CheckedFile& file : files) {
    tally.flows += file.flows.size();
    tally.prompts += file.prompts.size();
    tally.failures += file.failures.size();
    count_diagnostics(file.flows, tally);
    count_diagnostics(file.prompts, tally);
    count_diagnostics(file.refused, tally);
  }
  return tally;
}

std::string text_report(const std::vector<CheckedFile>& files) {
  std::string text;
  for (const CheckedFile& file : files) {
    for (const auto& [checked, top] : {std::pair(&file.flows, "the top of the definition"),
                                       std::pair(&file.prompts, "the top of the prompt"),
                                       std::pair(&file.refused, "the top of the request")}) {
      for (const CheckedFlow& one : *checked) {
        for (const Diagnostic& diagnostic : one.diagnostics) {
          text += diagnostic_text(file, one, diagnostic, top);
        }
      }
    }
  }
  return text + summary(count(files));
}

std::string json_report(const std::vector<CheckedFile>& files) {
  Json described = Json::array();
  for (const CheckedFile& file : files) described.push_back(json_of(file));
  const Tally tally = count(files);
  const Json report = {{"files", std::move(described)},
                       {"errors", tally.errors},
                       {"warnings", tally.warnings},
                       {"failures", tally.failures}};
  return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace flows::offline
