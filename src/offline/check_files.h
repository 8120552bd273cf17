#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "offline/diagnostics.h"

namespace flows::offline {

struct CheckedFlow {
  std::string name;  // see FlowInFile
  std::vector<Diagnostic> diagnostics;
};

struct CheckedFile {
  std::string file;  // as the user named it, or as found in a folder
  std::vector<CheckedFlow> flows = {};
  std::vector<std::string> notes = {};  // the values that are left out or made up in it
  std::string failure = {};  // why it could not be read, with the file's name; else empty
};

// Validates the files that the paths name, one after the other, and in folders the files that hold
// flows (see seed_files.h). A file that is named must hold at least one flow, else it has a
// failure; so has a folder without any. Threads: any.
std::vector<CheckedFile> check_files(const std::vector<std::filesystem::path>& paths);

}  // namespace flows::offline
