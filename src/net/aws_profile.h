#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/aws_settings.h"
#include "wire/profile_file.h"

namespace flows::net {

// One of the two files that AWS's tools share, and the profile in it that is used.
struct ProfileSource {
  std::optional<std::filesystem::path> file = {};  // nullopt without a home
  std::vector<wire::Profile> sections = {};        // empty if the file does not exist
  std::optional<wire::Profile> profile = {};       // nullopt if no section is that of the profile
};

// Returns the profile that AWS_PROFILE names, otherwise "default".
std::string profile_name(const AwsSettings& settings);

// Read the file that AWS_SHARED_CREDENTIALS_FILE or AWS_CONFIG_FILE names, otherwise the one in
// ~/.aws. Errors: kValidation; the message names the file and the line, but no value.
base::Result<ProfileSource> credentials_source(const AwsSettings& settings);
base::Result<ProfileSource> config_source(const AwsSettings& settings);

}  // namespace flows::net
