#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "offline/check_files.h"

namespace flows::offline {

// What was found, in numbers.
struct Tally {
  std::size_t flows = 0;
  std::size_t errors = 0;
  std::size_t warnings = 0;
};
Tally count(const std::vector<CheckedFile>& files);

// For people: each diagnostic with file, line, column and a hint, then a summary.
std::string text_report(const std::vector<CheckedFile>& files);

// One JSON object: {"files": [{"file", "flows": [{"name", "findings": [{"type", "severity",
// "message", "pointer", "line", "column", "hint", "details"}]}], "notes", "failure"}], "errors",
// "warnings"}, indented.
std::string json_report(const std::vector<CheckedFile>& files);

// SARIF 2.1.0, for pages that show what was found beside the code. `version` is this program's.
std::string sarif_report(const std::vector<CheckedFile>& files, std::string_view version);

}  // namespace flows::offline
