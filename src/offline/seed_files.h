#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"

namespace flows::offline {

// The files that `path` names: itself, or in a folder and the folders within it all *.json, *.yaml,
// *.yml and *.template, sorted by path, but those that are hidden and flow tests (*.flowtest.json).
// Errors: kValidation, "<path>: <why>": nothing is there, no such file is in the folder, or one of
// limits::kSeedFilesMax and limits::kSeedFolderDepthMax is passed.
base::Result<std::vector<std::filesystem::path>> find_seed_files(const std::filesystem::path& path);

}  // namespace flows::offline
