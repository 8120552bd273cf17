#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"

namespace flows::offline {

// Returns the files that `path` names: the file itself or, for a folder, all *.json, *.yaml, *.yml
// and *.template in it and its subfolders, sorted by path, except flow tests (*.flowtest.json),
// hidden files, node_modules, and the assets of CDK. Errors: kValidation, "<path>: <why>", if the
// path does not exist, the folder has no such file, or limits::kSeedFilesMax or
// limits::kSeedFolderDepthMax is exceeded.
base::Result<std::vector<std::filesystem::path>> find_seed_files(const std::filesystem::path& path);

}  // namespace flows::offline
