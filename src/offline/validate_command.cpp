#include "offline/validate_command.h"

#include <ostream>

#include "offline/report.h"
#include "offline/s3_location.h"

namespace flows::offline {

int validate_files(const ValidateOptions& options, std::string_view version,
                   const TryCall& try_call, std::ostream& out, std::ostream& errors) {
  if (const auto root = check_s3_root(options.s3_root); !root) {
    errors << "bedrock-flows-local: " << root.error().message << '\n';
    return 2;
  }
  const auto files = check_files(options.paths, options.s3_root, try_call);
  bool all_read = true;
  for (const CheckedFile& file : files) {
    for (const std::string& note : file.notes) {
      errors << "bedrock-flows-local: warning: " << file.file << ": " << note << '\n';
    }
    for (const std::string& remark : file.remarks) {
      errors << "bedrock-flows-local: note: " << file.file << ": " << remark << '\n';
    }
    for (const std::string& failure : file.failures) {
      all_read = false;
      errors << "bedrock-flows-local: " << failure << '\n';
    }
  }
  switch (options.format) {
    case ReportFormat::kText: out << text_report(files); break;
    case ReportFormat::kJson: out << json_report(files); break;
    case ReportFormat::kSarif: out << sarif_report(files, version); break;
  }
  if (!all_read) return 2;
  return count(files).errors == 0 ? 0 : 1;
}

}  // namespace flows::offline
