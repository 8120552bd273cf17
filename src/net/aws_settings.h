#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace flows::net {

using Environment = std::map<std::string, std::string, std::less<>>;

// Returns the text of a file; nullopt if there is no regular file. Errors: kValidation if it exists
// but cannot be read.
using FileReader =
    std::function<base::Result<std::optional<std::string>>(const std::filesystem::path&)>;

// The places where AWS's tools look for settings.
struct AwsSettings {
  Environment environment;
  FileReader read_file;
};

// Returns the variables of this process and a reader of its files of at most
// limits::kCredentialsBytesMax.
AwsSettings settings_of_process();

// Returns the value of a variable; nullopt if it is not set or empty.
std::optional<std::string> variable(const Environment& environment, std::string_view name);

}  // namespace flows::net
