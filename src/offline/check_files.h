#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "offline/diagnostics.h"

namespace flows::offline {

// A flow or a prompt.
struct CheckedFlow {
  std::string name;  // see FlowInFile::label
  std::vector<Diagnostic> diagnostics;
};

struct CheckedFile {
  std::string file;  // as the user named it, or as found in a folder
  std::vector<CheckedFlow> flows = {};
  std::vector<CheckedFlow> prompts = {};
  // Those resources, flows and prompts included, that a server would not create.
  std::vector<CheckedFlow> refused = {};
  std::vector<std::string> notes = {};     // warnings about values that are left out of it
  std::vector<std::string> remarks = {};   // what has no effect, is made up, or is not judged
  std::vector<std::string> failures = {};  // why it or one of its resources cannot be checked
};

// Validates one flow that was found in `file`, with the prompts of all files. Prompts that none of
// them holds are not judged, and noted.
std::vector<Diagnostic> check_flow_of(const FlowFiles& files, const FlowInFile& flow,
                                      const Locator& locator, Notes& notes);

// Validates the flows and prompts in the files that the paths name, and in folders those in the
// files that hold any (see seed_files.h). What stands in one of them is known to all others.
// `s3_root` is that of TemplateSource. With `try_call`, it finds out which resources a server would
// not create. Threads: any.
std::vector<CheckedFile> check_files(const std::vector<std::filesystem::path>& paths,
                                     const std::filesystem::path& s3_root = {},
                                     const TryCall& try_call = {});

}  // namespace flows::offline
