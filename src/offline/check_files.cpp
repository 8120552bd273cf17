#include "offline/check_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "offline/seed_files.h"

namespace flows::offline {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNoFlow =
    "holds no flow: neither a definition (with nodes and connections), nor a request with a "
    "definition, nor a template with an AWS::Bedrock::Flow";

CheckedFile check_file(const fs::path& file) {
  CheckedFile checked{.file = file.string()};
  const base::Result<TextDocument> document = read_text_document(file);
  if (!document) {
    checked.failure = document.error().message;
    return checked;
  }
  auto found = find_flows(file, document->content);
  if (!found) {
    checked.failure = fmt::format("{}: {}", checked.file, found.error().message);
    return checked;
  }
  const Locator locator(*document);
  for (const FlowInFile& flow : found->flows) {
    checked.flows.push_back({flow.name, check_flow(locator, flow)});
  }
  checked.notes = std::move(found->notes);
  return checked;
}

void check_path(const fs::path& path, std::vector<CheckedFile>& all) {
  const auto files = find_seed_files(path);
  if (!files) {
    all.push_back({.file = path.string(), .failure = files.error().message});
    return;
  }
  const std::size_t before = all.size();
  for (const fs::path& file : *files) {
    CheckedFile checked = check_file(file);
    if (!checked.flows.empty() || !checked.failure.empty()) all.push_back(std::move(checked));
  }
  if (all.size() == before) {
    all.push_back(
        {.file = path.string(), .failure = fmt::format("{}: {}", path.string(), kNoFlow)});
  }
}

}  // namespace

std::vector<CheckedFile> check_files(const std::vector<fs::path>& paths) {
  std::vector<CheckedFile> all;
  for (const fs::path& path : paths) check_path(path, all);
  return all;
}

}  // namespace flows::offline
