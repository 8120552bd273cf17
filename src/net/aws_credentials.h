#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/result.h"

namespace flows::net {

// The credentials with which requests to AWS are signed. They must never be logged or shown.
struct AwsCredentials {
  std::string access_key;
  std::string secret_key;
  std::optional<std::string> session_token = {};

  friend bool operator==(const AwsCredentials&, const AwsCredentials&) = default;
};

using Environment = std::map<std::string, std::string, std::less<>>;

// Returns the text of a file; nullopt if it does not exist. Errors: kValidation if it exists but
// cannot be read.
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

// Finds credentials as AWS's SDKs do. It looks in the environment first; then, for the profile that
// AWS_PROFILE names (otherwise "default"), in the shared credentials file and in the config file.
//
// Errors    kValidation; the message names what is missing and where it was searched for, or the
//           setting of a profile whose credentials come from somebody else (a role, SSO, a
//           process). No message contains a secret.
base::Result<AwsCredentials> find_credentials(const AwsSettings& settings);

// Finds the region in AWS_REGION, AWS_DEFAULT_REGION or the profile's section of the config file.
// Errors: kValidation if there is none.
base::Result<std::string> find_region(const AwsSettings& settings);

}  // namespace flows::net
