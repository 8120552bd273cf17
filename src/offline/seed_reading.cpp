// This file reads the files of a seed, each once.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "offline/s3_location.h"
#include "offline/seed.h"
#include "offline/seed_files.h"

namespace flows::offline {

using base::Error;
using base::ErrorCode;
using base::Result;

std::vector<LoadedFile> load_files(const std::vector<std::filesystem::path>& files) {
  std::vector<LoadedFile> loaded;
  loaded.reserve(files.size());
  for (const std::filesystem::path& file : files) {
    loaded.push_back({file, read_text_document(file)});
  }
  return loaded;
}

Exports exports_of(const std::vector<LoadedFile>& files, const SeedContext& context) {
  if (std::ranges::none_of(files, [](const LoadedFile& file) {
        return file.document && imports_values(*file.document);
      })) {
    return {};
  }
  std::vector<std::shared_ptr<const SourceFile>> stacks;
  for (const LoadedFile& file : files) {
    if (!file.document || !is_template(file.document->content)) continue;
    auto source = read_source_file(file.path, *file.document, context, ReadFor::kChecking);
    if (source) stacks.push_back(std::make_shared<const SourceFile>(*std::move(source)));
  }
  return Seed(std::move(stacks), context).exports();
}

Result<Seed> Seed::read(const std::vector<std::filesystem::path>& paths, const SeedContext& context,
                        const std::filesystem::path& s3_root) {
  RETURN_IF_ERROR(check_s3_root(s3_root));
  std::vector<std::filesystem::path> all;
  std::vector<std::size_t> owners;  // for each file, the position of its path
  for (std::size_t i = 0; i < paths.size(); ++i) {
    ASSIGN_OR_RETURN(const auto files, find_seed_files(paths[i]));
    all.insert(all.end(), files.begin(), files.end());
    owners.resize(all.size(), i);
    if (all.size() > base::limits::kSeedFilesMax) {
      return Error{ErrorCode::kValidation,
                   fmt::format("{}: with this one, there are more than {} files", paths[i].string(),
                               base::limits::kSeedFilesMax)};
    }
  }
  std::vector<LoadedFile> loaded = load_files(all);
  const TemplateContext template_context = {.exports = exports_of(loaded, context),
                                            .s3_root = s3_root};
  std::vector<std::shared_ptr<const SourceFile>> sources;
  std::vector<std::size_t> source_paths;
  std::vector<std::string> passed_over;
  std::vector<std::string> unreadable;
  for (std::size_t i = 0; i < loaded.size(); ++i) {
    LoadedFile& file = loaded[i];
    auto source = file.document ? read_source_file(file.path, *std::move(file.document), context,
                                                   ReadFor::kCreating, template_context)
                                : Result<SourceFile>(file.document.error());
    if (!source && file.path == paths[owners[i]]) return source.error();
    if (!source) {
      // Of a folder, not every file is meant, so that each costs only itself.
      unreadable.push_back(source.error().message);
    } else if (source->stack || source->request) {
      sources.push_back(std::make_shared<const SourceFile>(*std::move(source)));
      source_paths.push_back(owners[i]);
    } else if (!source->is_of_cdk) {
      passed_over.push_back(source->name);
    }
    const bool is_last = i + 1 == loaded.size() || owners[i + 1] != owners[i];
    if (!is_last || (!source_paths.empty() && source_paths.back() == owners[i])) continue;
    if (!unreadable.empty()) return Error{ErrorCode::kValidation, listed(unreadable, "; ")};
    return Error{ErrorCode::kValidation,
                 fmt::format("{}: {}", paths[owners[i]].string(), kHoldsNothing)};
  }
  Seed seed(std::move(sources), context);
  seed.paths_ = std::move(source_paths);
  seed.failures_.insert(seed.failures_.end(), unreadable.begin(), unreadable.end());
  if (!passed_over.empty()) {
    seed.remarks_.push_back(
        fmt::format("passed over, for they hold no flow and no prompt: {}", listed(passed_over)));
  }
  RETURN_IF_ERROR(seed.rehearse());
  return seed;
}

}  // namespace flows::offline
