#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/aws_settings.h"
#include "wire/profile_file.h"

namespace flows::net {

// One of the two files that AWS's tools share, and the profile in it that is used.
struct ProfileSource {
  std::optional<std::filesystem::path> file = {};  // nullopt without a home, or if it is to be ""
  bool exists = false;
  std::vector<wire::Profile> sections = {};
  std::optional<wire::Profile> profile = {};  // nullopt if no section is that of the profile

  // Returns where a setting stands, e.g. "region of [default] in /home/me/.aws/config".
  [[nodiscard]] std::string place_of(std::string_view setting, const wire::Profile& section) const;
};

// A setting of the profile, and where it stands.
struct ProfileValue {
  std::string text;  // may be empty
  std::string place;
};

struct SharedFiles {
  ProfileSource credentials;
  ProfileSource config;

  // Returns the setting of the profile in the credentials file, otherwise in the config file;
  // nullopt if neither has it. Python's SDK merges them so; others take the config file first.
  [[nodiscard]] std::optional<ProfileValue> find(std::string_view setting) const;

  // Returns the same; nullopt if it is empty.
  [[nodiscard]] std::optional<std::string> setting(std::string_view name) const;
};

// Returns the variable that names the profile: AWS_DEFAULT_PROFILE, which Python's SDK and the AWS
// CLI read first, or AWS_PROFILE; nullopt if none does.
std::optional<std::string_view> profile_variable(const AwsSettings& settings);

// Returns the profile that a variable names, otherwise "default".
std::string profile_name(const AwsSettings& settings);

// Reads the files that AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE name, otherwise those in
// ~/.aws. Errors: kValidation; the message names the file and the line, but no value.
base::Result<SharedFiles> read_shared_files(const AwsSettings& settings);

}  // namespace flows::net
