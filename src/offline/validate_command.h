#pragma once

#include <filesystem>
#include <iosfwd>
#include <string_view>
#include <vector>

#include "offline/rehearsal.h"

namespace flows::offline {

enum class ReportFormat { kText, kJson, kSarif };

struct ValidateOptions {
  std::vector<std::filesystem::path> paths = {};
  ReportFormat format = ReportFormat::kText;
  std::filesystem::path s3_root = {};  // see TemplateSource
};

// The command `validate`: validates the flows and prompts in files and folders and prints their
// faults to `out`; notes, and what cannot be read, are reported to `errors`. `version` is the
// version of this program; `try_call` is that of check_files(). Returns the exit code: 0 if there
// is no error, 1 if there is one, 2 if a file, a resource in it or the folder for S3 could not be
// read.
int validate_files(const ValidateOptions& options, std::string_view version,
                   const TryCall& try_call, std::ostream& out, std::ostream& errors);

}  // namespace flows::offline
