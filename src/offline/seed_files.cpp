#include "offline/seed_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <system_error>

#include "base/limits.h"
#include "base/text/ascii.h"

namespace flows::offline {
namespace {

namespace fs = std::filesystem;
namespace limits = base::limits;
using base::Error;
using base::ErrorCode;
using base::Result;

Error refused(const fs::path& path, std::string_view why) {
  return {ErrorCode::kValidation, fmt::format("{}: {}", path.string(), why)};
}

// Checks for what CDK puts beside its templates: the files that a stack uploads, in a folder or
// file called asset.<hash>, or asset.<anything> beside its manifest. These are code of the user's,
// with JSON of every kind in it.
bool is_asset_of_cdk(const fs::path& entry) {
  constexpr std::string_view kPrefix = "asset.";
  constexpr std::size_t kHashDigits = 64;
  const std::string text = entry.filename().string();
  const std::string_view name = text;
  if (!name.starts_with(kPrefix)) return false;
  std::error_code failure;
  if (fs::exists(entry.parent_path() / "cdk.out", failure)) return true;
  if (fs::exists(entry.parent_path() / "manifest.json", failure)) return true;
  const std::string_view hash = name.substr(kPrefix.size(), kHashDigits);
  return hash.size() == kHashDigits && std::ranges::all_of(hash, [](char c) {
           return base::is_digit(c) || (c >= 'a' && c <= 'f');
         });
}

// Checks for entries that no folder of seeds means: hidden ones, packages of Node.js, and assets.
bool is_passed_over(const fs::path& entry) {
  const std::string name = entry.filename().string();
  return name.starts_with('.') || name == "node_modules" || is_asset_of_cdk(entry);
}

bool is_seed(const fs::path& file) {
  constexpr std::string_view kExtensions = " .json .yaml .yml .template ";
  const std::string extension = file.extension().string();
  return !extension.empty() && kExtensions.find(" " + extension + " ") != kExtensions.npos &&
         !file.filename().string().ends_with(".flowtest.json");
}

}  // namespace

Result<std::vector<fs::path>> find_seed_files(const fs::path& path) {
  std::error_code failure;
  const fs::file_status status = fs::status(path, failure);
  if (!fs::exists(status)) return refused(path, failure ? failure.message() : "does not exist");
  if (!fs::is_directory(status)) return std::vector{path};
  std::vector<fs::path> files;
  fs::recursive_directory_iterator entry(path, failure);
  for (; !failure && entry != fs::recursive_directory_iterator(); entry.increment(failure)) {
    const bool passed_over = is_passed_over(entry->path());
    std::error_code vanished;  // an entry that was removed meanwhile is skipped
    if (entry->is_directory(vanished)) {
      if (passed_over) entry.disable_recursion_pending();
      if (!passed_over && entry.depth() + 1 > static_cast<int>(limits::kSeedFolderDepthMax)) {
        return refused(entry->path(),
                       fmt::format("more than {} folders deep", limits::kSeedFolderDepthMax));
      }
    } else if (!passed_over && is_seed(entry->path()) && entry->is_regular_file(vanished)) {
      files.push_back(entry->path());
      if (files.size() > limits::kSeedFilesMax) {
        return refused(path, fmt::format("holds more than {} files", limits::kSeedFilesMax));
      }
    }
  }
  if (failure) return refused(path, failure.message());
  if (files.empty()) return refused(path, "holds no *.json, *.yaml, *.yml or *.template");
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace flows::offline
