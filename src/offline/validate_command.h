#pragma once

#include <filesystem>
#include <iosfwd>
#include <string_view>
#include <vector>

namespace flows::offline {

enum class ReportFormat { kText, kJson, kSarif };

struct ValidateOptions {
  std::vector<std::filesystem::path> paths = {};
  ReportFormat format = ReportFormat::kText;
};

// The command `validate`: validates the flows in files and folders and prints what is wrong with
// them to `out`; what could not be read goes to `errors`. `version` is this program's. Returns the
// exit code: 0 if there is no error, 1 if there is one, 2 if something could not be read.
int validate_files(const ValidateOptions& options, std::string_view version, std::ostream& out,
                   std::ostream& errors);

}  // namespace flows::offline
