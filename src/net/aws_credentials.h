#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/result.h"

namespace flows::net {

// What requests to AWS are signed with. Never to be logged or shown.
struct AwsCredentials {
  std::string access_key;
  std::string secret_key;
  std::optional<std::string> session_token = {};

  friend bool operator==(const AwsCredentials&, const AwsCredentials&) = default;
};

using Environment = std::map<std::string, std::string, std::less<>>;

// The text of a file; nullopt where there is none. Errors: kValidation, where there is one that
// cannot be read.
using FileReader =
    std::function<base::Result<std::optional<std::string>>(const std::filesystem::path&)>;

// Where AWS's tools look for settings.
struct AwsSettings {
  Environment environment;
  FileReader read_file;
};

// The variables of this process, and its files of at most limits::kCredentialsBytesMax.
AwsSettings settings_of_process();

// Looks for credentials as AWS's SDKs do: in the environment; then, for the profile that
// AWS_PROFILE names ("default" where it names none), in the shared credentials file and in the
// config file.
//
// Errors    kValidation, naming what is missing and where it was looked for, and the setting of a
//           profile that would have to ask somebody else (a role, SSO, a process). No message has a
//           secret in it.
base::Result<AwsCredentials> find_credentials(const AwsSettings& settings);

// The region likewise: AWS_REGION, AWS_DEFAULT_REGION, the profile's. Errors: kValidation, where
// there is none.
base::Result<std::string> find_region(const AwsSettings& settings);

}  // namespace flows::net
