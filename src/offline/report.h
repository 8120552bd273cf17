#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "offline/check_files.h"

namespace flows::offline {

// The number of flows, prompts, errors and warnings, and of failures: what could not be checked.
struct Tally {
  std::size_t flows = 0;
  std::size_t prompts = 0;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t failures = 0;
};
Tally count(const std::vector<CheckedFile>& files);

// Returns a report for people: each diagnostic with file, line, column and a hint, then a summary,
// which does not sound like success if there are failures.
std::string text_report(const std::vector<CheckedFile>& files);

// Returns one indented JSON object: {"files": [{"file", "flows": [{"name", "findings": [{"type",
// "origin", "severity", "message", "pointer", "line", "column", "hint", "details"}]}], "prompts"
// (the same), "refused" (the same), "notes", "failure"}], "errors", "warnings", "failures"}.
std::string json_report(const std::vector<CheckedFile>& files);

// Returns SARIF 2.1.0, for pages that show the findings next to the code. `version` is the version
// of this program.
std::string sarif_report(const std::vector<CheckedFile>& files, std::string_view version);

}  // namespace flows::offline
