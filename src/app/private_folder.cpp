#include "app/private_folder.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace flows::app {

base::Result<PrivateFolder> PrivateFolder::make() {
  std::string tried;
  const char* const parents[] = {std::getenv("XDG_RUNTIME_DIR"), std::getenv("TMPDIR"), "/tmp"};
  for (const char* const parent : parents) {
    if (parent == nullptr || *parent == '\0') continue;
    std::error_code ignored;  // a folder that is not there cannot be written either
    const auto absolute = std::filesystem::absolute(parent, ignored);
    std::string path = (absolute / "bedrock-flows-local-XXXXXX").string();
    if (mkdtemp(path.data()) != nullptr) return PrivateFolder(path);
    const std::string why = std::generic_category().message(errno);
    tried += fmt::format("{}{} ({})", tried.empty() ? "" : ", ", parent, why);
  }
  return base::Error{
      base::ErrorCode::kValidation,
      fmt::format("Cannot make a temporary folder in {}: set TMPDIR to a folder that "
                  "can be written.",
                  tried)};
}

PrivateFolder::~PrivateFolder() {
  if (path_.empty()) return;
  std::error_code ignored;  // whoever removed it meanwhile has done the same
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace flows::app
