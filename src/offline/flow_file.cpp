#include "offline/flow_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "base/check.h"
#include "offline/request_file.h"
#include "offline/seed_files.h"
#include "offline/seed_ids.h"

namespace flows::offline {
namespace {

namespace fs = std::filesystem;
using base::Json;

// Checks whether a file holds anything that a seed creates, or would if it could be read.
bool holds_something(const SourceFile& source) {
  if (source.request) return true;
  return source.stack && !(source.stack->steps().empty() && source.stack->failures().empty());
}

FlowFile read_flow_file(LoadedFile& loaded, const TemplateContext& context) {
  FlowFile file{.name = loaded.path.string()};
  if (!loaded.document) {
    file.failures.push_back(loaded.document.error().message);
    return file;
  }
  auto source = read_source_file(loaded.path, *std::move(loaded.document), offline_caller(),
                                 ReadFor::kChecking, context);
  if (!source) {
    file.failures.push_back(source.error().message);
    return file;
  }
  if (source->stack) {
    for (const ResourceFailure& failure : source->stack->failures()) {
      file.failures.push_back(fmt::format("{}: {}", file.name, failure.message));
    }
  }
  file.notes = source->notes;
  file.content = std::make_shared<const SourceFile>(*std::move(source));
  return file;
}

// The files that one path names.
struct NamedFiles {
  fs::path path;
  std::size_t count = 0;
  std::string failure = {};  // why there are none
};

void read_path(const NamedFiles& named, std::span<LoadedFile> files, const TemplateContext& context,
               std::vector<FlowFile>& all) {
  const std::string path = named.path.string();
  if (!named.failure.empty()) {
    all.push_back({.name = path, .failures = {named.failure}});
    return;
  }
  const std::size_t before = all.size();
  for (LoadedFile& found : files) {
    FlowFile file = read_flow_file(found, context);
    if (file.content == nullptr || holds_something(*file.content)) all.push_back(std::move(file));
  }
  if (all.size() != before) return;
  all.push_back({.name = path, .failures = {fmt::format("{}: {}", path, kHoldsNothing)}});
}

const Json& resources_of(const SourceFile& source) {
  return source.stack->source().section("Resources");
}

std::optional<Json> definition_in(const Json& input) {
  const Json* definition = base::find_member(input, "definition");
  if (definition == nullptr || definition->is_null()) return std::nullopt;
  return *definition;
}

// Returns the path to a resource's own definition, which one of three properties provides.
Path definition_place(const SourceFile& source, const std::string& id) {
  const Json* properties = base::find_member(resources_of(source).at(id), "Properties");
  std::string property = "Definition";
  for (const char* other : {"DefinitionString", "DefinitionS3Location"}) {
    if (properties != nullptr && base::find_member(*properties, other) != nullptr) property = other;
  }
  return {"Resources", id, "Properties", property};
}

void add_flow(const SeedCall& call, FlowFile& file) {
  FlowInFile flow{.name = text_in(call.input, "name"),
                  .id = call.id,
                  .definition = definition_in(call.input),
                  .holds = call.origin.holds};
  if (file.content->stack) {
    flow.label = call.origin.id;
    flow.place = definition_place(*file.content, call.origin.id);
  } else if (!is_definition(file.content->document->content)) {
    flow.label = text_in(file.content->document->content, "name");
    flow.place = {"definition"};
  }
  file.flows.push_back(std::move(flow));
}

void add_prompt(const SeedCall& call, FlowFile& file) {
  PromptInFile prompt{.label = text_in(call.input, "name"), .input = call.input};
  if (file.content->stack) {
    prompt.label = call.origin.id;
    prompt.place = {"Resources", call.origin.id, "Properties"};
  }
  file.prompts.push_back(std::move(prompt));
}

// Puts what was found in creation order into the order of the document.
template <class Found>
void sort_by_place(std::vector<Found>& found, const SourceFile& source) {
  if (!source.stack) return;
  const Json& resources = resources_of(source);
  std::ranges::sort(found, {}, [&](const Found& one) {
    return std::distance(resources.begin(), resources.find(one.label));
  });
}

}  // namespace

base::Caller offline_caller() { return {.account = "123456789012", .region = "us-east-1"}; }

FlowFiles read_flow_files(const std::vector<fs::path>& paths, const fs::path& s3_root,
                          const TryCall& try_call) {
  FlowFiles found{.files = {},
                  .rehearsal = Rehearsal(offline_caller(), ReadFor::kChecking, try_call)};
  std::vector<NamedFiles> named;
  std::vector<fs::path> all;
  for (const fs::path& path : paths) {
    const auto files = find_seed_files(path);
    if (!files) {
      named.push_back({.path = path, .failure = files.error().message});
      continue;
    }
    named.push_back({.path = path, .count = files->size()});
    all.insert(all.end(), files->begin(), files->end());
  }
  std::vector<LoadedFile> loaded = load_files(all);
  const TemplateContext context = {.exports = exports_of(loaded, offline_caller()),
                                   .s3_root = s3_root};
  std::span<LoadedFile> left = loaded;
  for (const NamedFiles& path : named) {
    read_path(path, left.first(path.count), context, found.files);
    left = left.subspan(path.count);
  }
  std::vector<std::shared_ptr<const SourceFile>> sources;
  std::vector<std::size_t> owners;  // the positions of the sources' files
  for (std::size_t i = 0; i < found.files.size(); ++i) {
    if (found.files[i].content == nullptr) continue;
    sources.push_back(found.files[i].content);
    owners.push_back(i);
  }
  const Seed seed(std::move(sources), offline_caller());
  const auto noted =
      seed.apply_all([&](const SeedCall& call) { return found.rehearsal.create(call); },
                     [&](const SeedOrigin& origin, const base::Error& error) {
                       found.files[owners[origin.file]].failures.push_back(error.message);
                     });
  for (const auto& [source, notes] : noted) {
    // A resource that cannot be read is unknown to the others only now.
    found.files[owners[source]].notes.add_unknowns_of(notes);
  }
  for (const RefusedResource& refused : found.rehearsal.refused()) {
    found.files[owners[refused.origin.file]].refused.push_back(refused);
  }
  for (const SeedCall& call : found.rehearsal.of_others()) {
    const bool is_prompt = call.operation == "CreatePromptVersion";
    found.files[owners[call.origin.file]].notes.add_unknown(
        {.place = call.origin.id,
         .name = text_in(call.input, is_prompt ? "promptIdentifier" : "flowIdentifier"),
         .why = ""});
  }
  for (const DuplicateName& duplicate : found.rehearsal.duplicates()) {
    found.files[owners[duplicate.origin.file]].notes.add(
        duplicate.name, fmt::format("a server that is seeded with all these files has the resource "
                                    "of this name from {} only",
                                    duplicate.first_file));
  }
  for (const SeedCall& call : found.rehearsal.flows_and_prompts()) {
    FlowFile& file = found.files[owners[call.origin.file]];
    call.operation == "CreateFlow" ? add_flow(call, file) : add_prompt(call, file);
  }
  for (FlowFile& file : found.files) {
    if (file.content == nullptr) continue;
    sort_by_place(file.flows, *file.content);
    sort_by_place(file.prompts, *file.content);
  }
  return found;
}

}  // namespace flows::offline
