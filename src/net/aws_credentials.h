#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "net/aws_settings.h"

namespace flows::net {

// The credentials with which requests to AWS are signed. They must never be logged or shown.
struct AwsCredentials {
  std::string access_key;
  std::string secret_key;
  std::optional<std::string> session_token = {};

  friend bool operator==(const AwsCredentials&, const AwsCredentials&) = default;
};

// Finds credentials as AWS's SDKs do. It looks in the environment first; then, for the profile of
// profile_name, in the shared credentials file and in the config file.
//
// Errors    kResourceNotFound if there are none: the message names where they were searched for, or
//           the setting of a profile whose credentials come from somebody else (a role, SSO, a
//           process). kValidation if half of a pair is missing, or a file cannot be read. No
//           message contains a secret.
base::Result<AwsCredentials> find_credentials(const AwsSettings& settings);

// Returns the setting or variable by which an SDK gets credentials from somebody else, e.g.
// "role_arn"; nullopt if there is none, or a file cannot be read.
std::optional<std::string> provider_of_credentials(const AwsSettings& settings);

// Finds the region in AWS_REGION, AWS_DEFAULT_REGION or the profile.
// Errors: kValidation if there is none.
base::Result<std::string> find_region(const AwsSettings& settings);

}  // namespace flows::net
