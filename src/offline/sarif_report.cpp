#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <utility>

#include "base/text/percent.h"
#include "offline/hints.h"
#include "offline/report.h"

namespace flows::offline {
namespace {

using base::Json;

// Returns a path as a URI. Relative paths stay relative, because the reader of the report knows the
// root of the code.
std::string uri_of(const std::string& file) {
  const std::filesystem::path path = std::filesystem::path(file).lexically_normal();
  std::string uri = path.is_absolute() ? "file://" : "";
  uri += base::percent_encode(path.string(), "/");
  return uri;
}

// Collects the rules that the results refer to, each once.
class Rules {
 public:
  std::size_t index_of(const std::string& type) {
    const auto [row, is_new] = indexes_.try_emplace(type, rows_.size());
    if (is_new) {
      const Hint& hint = hint_for(type);
      rows_.push_back({{"id", type},
                       {"shortDescription", {{"text", hint.summary}}},
                       {"help", {{"text", hint.hint}}}});
    }
    return row->second;
  }
  Json take() && { return std::move(rows_); }

 private:
  std::map<std::string, std::size_t> indexes_;
  Json rows_ = Json::array();
};

Json result_of(const CheckedFile& file, const CheckedFlow& flow, const char* kind,
               const Diagnostic& diagnostic, Rules& rules) {
  const Json region = {{"startLine", diagnostic.position.line},
                       {"startColumn", diagnostic.position.column}};
  const Json location = {{"artifactLocation", {{"uri", uri_of(file.file)}}}, {"region", region}};
  Json properties = {{"pointer", diagnostic.pointer},
                     {"origin", is_our_own(diagnostic.type) ? "local" : "AWS"}};
  if (!flow.name.empty()) properties[kind] = flow.name;
  return {{"ruleId", diagnostic.type},
          {"ruleIndex", rules.index_of(diagnostic.type)},
          {"level", diagnostic.severity == model::Severity::kError ? "error" : "warning"},
          {"message", {{"text", fmt::format("{} {}", diagnostic.message, diagnostic.hint)}}},
          {"locations", Json::array({{{"physicalLocation", location}}})},
          {"properties", properties}};
}

// Returns the files that could not be read, as SARIF notifications.
Json invocation_of(const std::vector<CheckedFile>& files) {
  Json notifications = Json::array();
  for (const CheckedFile& file : files) {
    for (const std::string& failure : file.failures) {
      notifications.push_back({{"level", "error"}, {"message", {{"text", failure}}}});
    }
  }
  const bool all_read = notifications.empty();
  return {{"executionSuccessful", all_read},
          {"toolExecutionNotifications", std::move(notifications)}};
}

}  // namespace

std::string sarif_report(const std::vector<CheckedFile>& files, std::string_view version) {
  Rules rules;
  Json results = Json::array();
  for (const CheckedFile& file : files) {
    for (const auto& [flows, kind] :
         {std::pair(&file.flows, "flow"), std::pair(&file.prompts, "prompt"),
          std::pair(&file.refused, "resource")}) {
      for (const CheckedFlow& flow : *flows) {
        for (const Diagnostic& diagnostic : flow.diagnostics) {
          results.push_back(result_of(file, flow, kind, diagnostic, rules));
        }
      }
    }
  }
  const Json driver = {
      {"name", "bedrock-flows-local"}, {"version", version}, {"rules", std::move(rules).take()}};
  const Json run = {{"tool", {{"driver", driver}}},
                    {"columnKind", "unicodeCodePoints"},
                    {"invocations", Json::array({invocation_of(files)})},
                    {"results", std::move(results)}};
  const Json log = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                    {"version", "2.1.0"},
                    {"runs", Json::array({run})}};
  return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace flows::offline
