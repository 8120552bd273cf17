#pragma once

#include <filesystem>
#include <vector>

namespace flows::app {

enum class ReportFormat { kText, kJson, kSarif };

struct ValidateOptions {
  std::vector<std::filesystem::path> paths = {};
  ReportFormat format = ReportFormat::kText;
};

// Validates the flows in files and folders and prints what is wrong with them to standard output;
// what could not be read goes to standard error. Returns the exit code: 0 if there is no error, 1
// if there is one, 2 if something could not be read.
int run_validate(const ValidateOptions& options);

}  // namespace flows::app
