#include "net/aws_settings.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/text_file.h"

namespace flows::net {

namespace fs = std::filesystem;
using base::Result;

AwsSettings settings_of_process() {
  Environment environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = std::min(text.find('='), text.size());
    environment.emplace(text.substr(0, equals), text.substr(std::min(equals + 1, text.size())));
  }
  const auto read = [](const fs::path& file) -> Result<std::optional<std::string>> {
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored)) return std::optional<std::string>();
    ASSIGN_OR_RETURN(auto text, base::read_text_file(file, base::limits::kCredentialsBytesMax));
    return std::optional(std::move(text));
  };
  return {.environment = std::move(environment), .read_file = read};
}

std::optional<std::string> variable(const Environment& environment, std::string_view name) {
  const auto found = environment.find(name);
  if (found == environment.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

}  // namespace flows::net
