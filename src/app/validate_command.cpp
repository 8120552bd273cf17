#include "app/validate_command.h"

#include <iostream>

#include "flows/version.h"
#include "offline/report.h"

namespace flows::app {

int run_validate(const ValidateOptions& options) {
  const auto files = offline::check_files(options.paths);
  bool all_read = true;
  for (const offline::CheckedFile& file : files) {
    for (const std::string& note : file.notes) {
      std::cerr << "bedrock-flows-local: warning: " << file.file << ": " << note << '\n';
    }
    if (file.failure.empty()) continue;
    all_read = false;
    std::cerr << "bedrock-flows-local: " << file.failure << '\n';
  }
  switch (options.format) {
    case ReportFormat::kText: std::cout << offline::text_report(files); break;
    case ReportFormat::kJson: std::cout << offline::json_report(files); break;
    case ReportFormat::kSarif: std::cout << offline::sarif_report(files, version()); break;
  }
  if (!all_read) return 2;
  return offline::count(files).errors == 0 ? 0 : 1;
}

}  // namespace flows::app
