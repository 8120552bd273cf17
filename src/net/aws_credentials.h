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
